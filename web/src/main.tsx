// The frame: head line, pages by address, messages, help, theme and language.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, askNow, denied, events, hasToken, isReachable, reachability, recovered, setToken, tokenOf } from './api';
import { Audit } from './audit';
import { CaseView } from './case';
import { Dialog } from './dialog';
import { currentLanguage, languages, recall, remember, setLanguage, t, word, type Key } from './i18n';
import { filters, Inbox } from './inbox';
import { Ingest } from './ingest';
import { keyTable, useKeys } from './keys';
import { Lists } from './lists';
import { Login } from './login';
import { MeContext } from './me';
import { Names } from './names';
import { PlanView } from './plan';
import { go, useRoute } from './route';
import type { Me } from './types';
import { Watch } from './watch';

const pages: [string, Key][] = [
  ['inbox', 'page.inbox'], ['watch', 'page.watch'], ['plan', 'page.plan'], ['names', 'page.names'], ['lists', 'page.lists'], ['ingest', 'page.ingest'],
  ['audit', 'page.audit'],
];
const themes = ['auto', 'light', 'dark'];

function applyTheme(theme: string): void {
  document.documentElement.dataset.theme = theme;
}

function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('help.title')} onClose={onClose}>
      <table class="keys"><tbody>
        {keyTable.map((row) => (
          <tr key={row.does}><th scope="row">{row.keys.map((k) => <kbd key={k}>{k}</kbd>)}</th><td>{t(row.does)}</td></tr>
        ))}
      </tbody></table>
      <form method="dialog"><button class="main">{t('close')}</button></form>
    </Dialog>
  );
}

/** Who the reader is; asked for again with another token. */
function useMe(): Me | null | undefined {
  const [me, setMe] = useState<Me | null | undefined>(null);
  useEffect(() => {
    const ask = () => { api.me().then(setMe, () => setMe((old) => old ?? undefined)); };
    ask();
    return recovered.on(ask);
  }, []);
  return me;
}

/** Whether the server can be reached, and whether it takes the token. */
function useConnection() {
  const [lost, setLost] = useState(false);
  const [isDenied, setDenied] = useState(false);
  useEffect(() => reachability.on(() => setLost(!isReachable())), []);
  useEffect(() => denied.on(() => setDenied(true)), []);
  useEffect(() => recovered.on(() => setDenied(false)), []);
  return { lost, isDenied };
}

function Banner({ lost, isDenied, onSignIn }: { lost: boolean; isDenied: boolean; onSignIn: () => void }) {
  if (lost) return <p class="lost" role="alert">{t('error.unreachable')} {t('error.retry')} <button type="button" onClick={askNow}>{t('error.now')}</button></p>;
  if (isDenied) return <p class="lost" role="alert">{t('login.out')} <button type="button" onClick={onSignIn}>{t('login.enter')}</button></p>;
  return null;
}

function Page({ page, argument, fresh }: { page: string; argument: string; fresh: number }) {
  switch (page) {
    case 'case': return <CaseView key={argument} id={argument} />;
    case 'watch': return <Watch />;
    case 'plan': return <PlanView />;
    case 'names': return <Names initial={argument} />;
    case 'lists': return <Lists />;
    case 'ingest': return <Ingest />;
    case 'audit': return <Audit />;
    default: return <Inbox fresh={fresh} status={filters.includes(argument) ? argument : 'undecided'} />;
  }
}

function App() {
  const { page: asked, argument } = useRoute();
  const page = asked === 'case' || pages.some(([id]) => id === asked) ? asked : 'inbox';
  const [help, setHelp] = useState(false);
  const [asking, setAsking] = useState(false);
  const [fresh, setFresh] = useState(0);
  const [language, setLanguageState] = useState(currentLanguage());
  const [theme, setTheme] = useState(recall('seine.theme') ?? 'auto');
  const { lost, isDenied } = useConnection();
  const me = useMe();
  const nextTheme = () => setTheme(themes[(themes.indexOf(theme) + 1) % themes.length]);

  useEffect(() => { applyTheme(theme); remember('seine.theme', theme); }, [theme]);
  useEffect(() => { if (isDenied) setAsking(true); }, [isDenied]);
  useEffect(() => {
    const stop = new AbortController();
    void events(() => setFresh((n) => n + 1), stop.signal);
    return () => stop.abort();
  }, []);
  useEffect(() => {
    const known = pages.find(([id]) => id === page);
    document.title = `${page === 'case' ? argument : t(known ? known[1] : 'page.inbox')} \u2013 Seine`;
    document.getElementById('content')?.focus();
    scrollTo(0, 0);
  }, [page, argument, language]);
  useKeys({
    i: () => go('inbox'), '/': () => go('names'), w: () => go('watch'), n: () => go('plan'), l: () => go('lists'), u: () => go('ingest'), a: () => go('audit'),
    t: nextTheme, '?': () => setHelp(true),
  });

  return (
    <MeContext.Provider value={me}>
      <a class="skip" href="#content" onClick={(e) => { e.preventDefault(); document.getElementById('content')?.focus(); }}>{t('skip')}</a>
      <header class="top">
        <span class="brand" aria-hidden="true">Seine</span>
        <nav aria-label={t('nav')}>
          {pages.map(([id, label]) => (
            <a key={id} href={`#/${id}`} aria-current={page === id || (page === 'case' && id === 'inbox') ? 'page' : undefined}>{t(label)}</a>
          ))}
        </nav>
        <span class="tools">
          {me && <span class="dim me" title={t('me.title')}><bdi>{me.name || '\u2013'}</bdi>, {word('roleof', me.role)}</span>}
          <button type="button" onClick={nextTheme} title={t('key.theme')}>{t(`theme.${theme}` as Key)}</button>
          <select aria-label={t('language')} value={language}
            onChange={(e) => { setLanguage(e.currentTarget.value); setLanguageState(e.currentTarget.value); }}>
            {languages.map((l) => <option key={l} value={l}>{l.toUpperCase()}</option>)}
          </select>
          <button type="button" onClick={() => setHelp(true)} title={t('key.help')} aria-label={t('key.help')}>?</button>
        </span>
      </header>
      <Banner lost={lost} isDenied={isDenied} onSignIn={() => setAsking(true)} />
      <main id="content" tabIndex={-1} key={language}><Page page={page} argument={argument} fresh={fresh} /></main>
      {help && <Help onClose={() => setHelp(false)} />}
      {asking && <Login hadToken={hasToken()} onClose={() => setAsking(false)} />}
    </MeContext.Provider>
  );
}

/** The address that the server prints brings the token; it must not stay in the history. */
function takeToken(): void {
  if (!location.hash.startsWith('#token=')) return;
  setToken(tokenOf(decodeURIComponent(location.hash)));
  history.replaceState(null, '', '#/inbox');
  recovered.ring();
}
takeToken();
addEventListener('hashchange', takeToken);
applyTheme(recall('seine.theme') ?? 'auto');
render(<App />, document.getElementById('page')!);
