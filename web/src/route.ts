// Where the reader is: the part of the address after '#'.
import { useEffect, useState } from 'preact/hooks';

export interface Route { page: string; argument: string }

function read(): Route {
  const [page, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  let argument = rest.join('/');
  try { argument = decodeURIComponent(argument); } catch { /* taken as it stands */ }
  return { page: page || 'inbox', argument };
}
export function go(page: string, argument?: string): void {
  location.hash = `#/${page}${argument === undefined ? '' : `/${encodeURIComponent(argument)}`}`;
}
export function useRoute(): Route {
  const [route, set] = useState(read);
  useEffect(() => {
    const change = () => set(read());
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return route;
}
