export interface Heartbeat {
  lastBeat(): Promise<string | undefined>;
  beat(at: string): Promise<void>;
}
