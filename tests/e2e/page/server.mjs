// Starts `seine serve` for a test and tells its address; ends it again.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** tokens: a store of tokens; token: one for this run; else none is asked for. lists: further watchlists.
 * least: pieces less likely to come are not watched for. */
export async function serve(seine, source, db, { port = 0, token = false, tokens = '', lists = [], least = '' } = {}) {
  const access = tokens ? ['--tokens', tokens] : token ? [] : ['--no-token'];
  const child = spawn(seine, ['serve', '--quiet', '--db', db, '-k', `${source}/data/kits.json`, '--listen', `127.0.0.1:${port}`, '--by', 'tester', ...(least ? ['--watch-least', least] : []), ...access,
    ...[`${source}/data/lists/dprk.csv`, ...lists].flatMap((l) => ['-w', l])], { stdio: ['ignore', 'pipe', 'inherit'] });
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

export const addToken = (seine, db, name, role) => execFileSync(seine, ['token', 'add', name, '--role', role, '--db', db], { encoding: 'utf8' }).trim();
export const revokeToken = (seine, db, name) => execFileSync(seine, ['token', 'revoke', name, '--db', db]);
