// Runs before every script of package.json, in JavaScript that any Node understands: an old one fails on the first line
// of TypeScript with a message that helps nobody.
const { engines } = require('../package.json');

const [major, minor] = engines.node.replace('>=', '').split('.').map(Number);
const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
  console.error(
    `Lapse needs Node ${major}.${minor} or newer, and this is ${process.versions.node}: https://nodejs.org`,
  );
  process.exit(1);
}
