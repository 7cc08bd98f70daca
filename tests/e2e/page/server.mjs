// Starts `seine serve` for a test and tells its address; ends it again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export async function serve(seine, source, db, { port = 0, token = false } = {}) {
  const child = spawn(seine, ['serve', '--quiet', '--db', db, '-w', `${source}/data/lists/dprk.csv`, '-k', `${source}/data/kits.json`,
    '--listen', `127.0.0.1:${port}`, '--by', 'tester', ...(token ? [] : ['--no-token'])], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8');
  for await (const part of child.stdout) { said += part; if (said.includes('\n')) break; }
  const address = said.trim();
  if (!address) throw new Error('seine serve did not start');
  return {
    address, base: address.split('#')[0], port: Number(new URL(address).port),
    async stop() { if (child.exitCode === null) { child.kill('SIGTERM'); await once(child, 'exit'); } return child.exitCode; },
  };
}
