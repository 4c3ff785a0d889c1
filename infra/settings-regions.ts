import type { Settings } from './settings.ts';

/** What the stack takes from its own region only: API Gateway its certificate, alarms their topic, functions their table. */
const REGIONAL = ['certificateArn', 'alarmTopicArn', 'tableStreamArn', 'tableKeyArn'] as const;

/** CloudFront looks for its certificate here, wherever the stack is. */
const EDGE = 'us-east-1';

const regionOf = (arn: string) => arn.split(':')[3] ?? '';

interface Regional {
  readonly name: (typeof REGIONAL)[number];
  readonly region: string;
}

/** The settings that lie in a region, and which: each has to be the region of the stack. */
export function regionalSettings(settings: Settings): Regional[] {
  return REGIONAL.flatMap((name) => {
    const arn = settings[name];
    return arn ? [{ name, region: regionOf(arn) }] : [];
  });
}

/**
 * What is wrong with the regions of certificates and topics, by the name of the setting.
 *
 * @param stackRegion where the stack is deployed to, where that is known; otherwise they are held against each other
 */
export function faultsOfRegions(settings: Settings, stackRegion: string | undefined): Map<string, string> {
  const regional = regionalSettings(settings);
  const wanted = stackRegion ?? regional[0]?.region;
  const whose = stackRegion ? 'the stack' : `"${regional[0]?.name}"`;
  const elsewhere = regional
    .filter(({ region }) => region !== wanted)
    .map(({ name, region }) => [name, `is in ${region}, and ${whose} is in ${wanted}`] as const);
  const { edgeCertificateArn } = settings;
  const isAtEdge = edgeCertificateArn === undefined || regionOf(edgeCertificateArn) === EDGE;
  const edge = isAtEdge ? [] : [['edgeCertificateArn', `is not in ${EDGE}`] as const];
  return new Map([...elsewhere, ...edge]);
}
