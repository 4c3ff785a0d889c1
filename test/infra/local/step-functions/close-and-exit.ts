import { chain, functionArn, stage } from './stage.ts';

// Run as a process of its own: it only ends when nothing is left that could wake it.
const { sfn, start, execution } = stage(
  chain({
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: functionArn('ask'), Payload: { 'token.$': '$$.Task.Token' } },
      TimeoutSeconds: 3600,
    },
  }),
);
await sfn.listen();
await start();
process.stdout.write(execution().status);

await sfn.close();
process.stdout.write(`, then ${execution().status}`);
