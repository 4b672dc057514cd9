import { WebSocket } from 'undici';

/** A frame of a CPU profile, as V8 writes it. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    /** From 0, as the column. */
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[];
}

/** A CPU profile, as V8 writes it; times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** The frame that ran at each sample, and the time since the one before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A profiler that runs in another process. */
export interface CpuProfiler {
  /** Ends it; resolves with what ran since it was started. */
  stop(): Promise<CpuProfile>;
}

/** Coarse enough to cost little, fine enough for thousands of samples. */
const sampleEveryMicroseconds = 500;

/** Starts the profiler of a process that listens to an inspector at `url`. */
export const startProfiler = async (url: string): Promise<CpuProfiler> => {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error(`No inspector at ${url}`)), { once: true });
  });
  let id = 0;
  const ask = (method: string, parameters: object = {}): Promise<unknown> => {
    id += 1;
    const own = id;
    return new Promise((resolve) => {
      const hear = ({ data }: { data: unknown }): void => {
        const answer = JSON.parse(String(data));
        if (answer.id !== own) return;
        socket.removeEventListener('message', hear);
        resolve(answer.result);
      };
      socket.addEventListener('message', hear);
      socket.send(JSON.stringify({ id: own, method, params: parameters }));
    });
  };
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: sampleEveryMicroseconds });
  await ask('Profiler.start');
  return {
    stop: async () => {
      const { profile }: { profile: CpuProfile } = Object(await ask('Profiler.stop'));
      socket.close();
      return profile;
    },
  };
};
