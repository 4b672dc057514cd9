import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Rejected } from '../errors.ts';
import type { HttpServer } from './http-server.ts';

/** A folder of built files that is served under one path; what it does not hold is its `index.html`. */
export interface StaticSite {
  /** Such as `/console`. */
  readonly path: string;
  readonly folder: string;
}

interface SiteFile {
  readonly type: string;
  readonly tag: string;
  readonly bytes: Buffer;
  readonly zipped: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Nothing but the files of this origin: no inline script or style, nothing from elsewhere, in nobody's frame. Text
 * becomes HTML in one place alone, the policy `drawing` of the page.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types drawing',
].join('; ');

/** Serves a built site from memory: a few files, read and zipped once. A path that is no file is a page of the site. */
export const addStaticSite = (server: HttpServer, { path, folder }: StaticSite): void => {
  const files = readFiles(folder);
  const hide = { schema: { hide: true } };
  server.get<{ Params: { '*': string } }>(`${path}/*`, hide, (request, reply) => {
    const name = request.params['*'];
    const file = files.get(name) ?? (name.includes('.') ? undefined : files.get('index.html'));
    if (!file) throw new Rejected('unknown', 'site/unknown-file', `There is no file ${name} here`);
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    void reply.headers({
      'content-type': file.type,
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'same-origin',
      vary: 'accept-encoding',
      etag: file.tag,
      // The names of assets hold the hash of what is in them.
      'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(zipped && { 'content-encoding': 'gzip' }),
    });
    return reply.send(zipped ? file.zipped : file.bytes);
  });
  server.get(path, hide, (_request, reply) => reply.redirect(`${path}/`));
};

const readFiles = (folder: string): ReadonlyMap<string, SiteFile> => {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    names.map((name) => {
      const bytes = readFileSync(name);
      const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 20)}"`;
      const type = types[extname(name)] ?? 'application/octet-stream';
      return [
        posix.join(...name.slice(folder.length).split(/[\\/]/)),
        { type, tag, bytes, zipped: gzipSync(bytes) },
      ];
    }),
  );
};
