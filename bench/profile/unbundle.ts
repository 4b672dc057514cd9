import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { CpuProfile, ProfileNode } from './cpu-profiler.ts';

/** Names each frame of a built file by the source that it was built from, as the file's source map has it. */
export const unbundle = (profile: CpuProfile): CpuProfile => {
  const maps = new Map<string, SourceMap | undefined>();
  const mapOf = (url: string): SourceMap | undefined => {
    if (!maps.has(url)) maps.set(url, readMap(url));
    return maps.get(url);
  };
  const sourceOf = ({ url, lineNumber, columnNumber }: ProfileNode['callFrame']): string => {
    const entry = url.startsWith('file:') ? mapOf(url)?.findEntry(lineNumber, columnNumber) : undefined;
    const source = entry && 'originalSource' in entry ? entry.originalSource : undefined;
    return typeof source === 'string' ? new URL(source, url).href : url;
  };
  return {
    ...profile,
    nodes: profile.nodes.map((node) => ({
      ...node,
      callFrame: { ...node.callFrame, url: sourceOf(node.callFrame) },
    })),
  };
};

const readMap = (url: string): SourceMap | undefined => {
  const file = `${fileURLToPath(url)}.map`;
  // The map of a package would lead to sources that it does not ship; its own name is enough.
  if (file.includes('/node_modules/') || !existsSync(file)) return undefined;
  return new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
};
