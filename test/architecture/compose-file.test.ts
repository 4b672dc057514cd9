import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { configVariables } from '../../runtime/config.ts';
import { nodeFlags } from '../../scripts/node-flags.ts';
import { readText, sourceFiles } from '../support/source-files.ts';

interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}
interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

// No container engine is needed for this: the file is held against the code that it starts.
const compose: Compose = parse(readText('docker-compose.yml'), { merge: true });
const all = Object.entries(compose.services);
const services = all.filter(([, service]) => service.build !== undefined);
const servers = all.filter(([, service]) => service.build === undefined);

/** The names in the union type `ServiceName`, in the order of their ports. */
const serviceNames = [
  ...(/type ServiceName = ([^;]+);/.exec(readText('contracts/message-type.ts'))?.[1] ?? '').matchAll(
    /'([^']+)'/g,
  ),
].map((match) => match[1] ?? '');

test('the compose file runs each service of the code once, under its own name', () => {
  assert.deepEqual(
    services.map(([name]) => name),
    serviceNames,
  );
  for (const [name, service] of services) assert.deepEqual(service.command, [name]);
});

test('the compose file sets only variables that the config reads', () => {
  const known = new Set(configVariables.map(({ name }) => name));
  for (const [name, service] of services) {
    const unknown = Object.keys(service.environment ?? {}).filter((variable) => !known.has(variable));
    assert.deepEqual(unknown, [], `${name} is given variables that nobody reads`);
  }
});

test('every health check asks the port of its service for a route that exists', () => {
  for (const [index, [name, service]] of services.entries()) {
    const port = 3001 + index;
    const url = /http:\/\/[^']+/.exec(service.healthcheck?.test.join(' ') ?? '')?.[0] ?? '';
    assert.equal(new URL(url).port, String(port), name);
    assert.deepEqual(service.ports, [`127.0.0.1:${port}:${port}`], `${name} is published on loopback only`);
    const path = new URL(url).pathname;
    const served = sourceFiles.some(
      (file) => file.name.startsWith('runtime/http/') && file.text.includes(`'${path}'`),
    );
    assert.ok(served, `no route for ${path}`);
  }
});

test('every service waits for every server to be healthy, and each server can tell', () => {
  const healthy = Object.fromEntries(servers.map(([name]) => [name, { condition: 'service_healthy' }]));
  assert.deepEqual(Object.keys(healthy).sort(), ['postgres', 'rabbitmq', 'redis']);
  for (const [name, service] of services) assert.deepEqual(service.depends_on, healthy, name);
  for (const [name, server] of servers) assert.ok(server.healthcheck, name);
});

test('the addresses that services are given name servers of the compose file', () => {
  for (const [name, service] of services) {
    for (const variable of ['DATABASE_URL', 'RABBITMQ_URL', 'REDIS_URL']) {
      const url = service.environment?.[variable] ?? '';
      assert.ok(new URL(url).hostname in compose.services, `${name}: ${variable}`);
    }
  }
});

test('the console finds every other service under its name and its port', () => {
  const urls = compose.services.analytics?.environment?.SERVICE_URLS?.split(',') ?? [];
  const others = serviceNames.filter((name) => name !== 'analytics');
  assert.deepEqual(
    urls,
    others.map((name) => `${name}=http://${name}:${3001 + serviceNames.indexOf(name)}`),
  );
});

test('what is kept lies in a named volume', () => {
  const mounted = all
    .flatMap(([, service]) => service.volumes ?? [])
    .map((mount) => mount.split(':')[0] ?? '');
  assert.deepEqual(mounted.sort(), Object.keys(compose.volumes).sort());
});

test('the image and `npm start` start what main.ts is built into, the image without development packages and not as root', () => {
  const dockerfile = readText('Dockerfile');
  const [, entry = '[]'] = /^ENTRYPOINT (.+)$/m.exec(dockerfile) ?? [];
  const command = ['node', ...nodeFlags, 'dist/main.mjs'];
  assert.deepEqual(JSON.parse(entry), command);
  assert.equal(JSON.parse(readText('package.json')).scripts.start, `${command.join(' ')} all`);
  assert.match(dockerfile, /npm ci --omit=dev/);
  assert.match(dockerfile, /^USER node$/m);
});

test('the image holds every folder that main.ts can import from', () => {
  const allowed = readText('.dockerignore').split('\n');
  const outside = ['test', 'scripts', 'bench', 'chaos', 'proofs', 'simulation'];
  const tops = new Set(sourceFiles.map(({ name }) => name.split('/')[0] ?? ''));
  const missing = [...tops].filter((top) => !outside.includes(top) && !allowed.includes(`!${top}`));
  assert.deepEqual(missing, []);
});
