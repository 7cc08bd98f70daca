// The frame: head line, pages by address, messages, help, theme and language.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { events, onReachable, setToken, whenDenied } from './api';
import { Audit } from './audit';
import { CaseView } from './case';
import { Dialog } from './dialog';
import { currentLanguage, languages, recall, remember, setLanguage, t, type Key } from './i18n';
import { Inbox } from './inbox';
import { Ingest } from './ingest';
import { keyTable, useKeys } from './keys';
import { Lists } from './lists';
import { Names } from './names';
import { go, useRoute } from './route';

const pages: [string, Key][] = [
  ['inbox', 'page.inbox'], ['names', 'page.names'], ['lists', 'page.lists'], ['ingest', 'page.ingest'],
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

function Login({ onDone }: { onDone: () => void }) {
  const [text, set] = useState('');
  return (
    <Dialog title={t('login.title')} onClose={onDone}>
      <form onSubmit={(e) => { e.preventDefault(); setToken(text.trim()); location.reload(); }}>
        <p>{t('login.text')}</p>
        <label>{t('login.token')}
          <input type="password" autofocus autocomplete="off" value={text} onInput={(e) => set(e.currentTarget.value)} />
        </label>
        <p class="buttons"><button class="main">{t('login.enter')}</button></p>
      </form>
    </Dialog>
  );
}

function App() {
  const { page, argument } = useRoute();
  const [help, setHelp] = useState(false);
  const [denied, setDenied] = useState(false);
  const [reachable, setReachable] = useState(true);
  const [fresh, setFresh] = useState(0);
  const [language, setLanguageState] = useState(currentLanguage());
  const [theme, setTheme] = useState(recall('seine.theme') ?? 'auto');
  const nextTheme = () => setTheme(themes[(themes.indexOf(theme) + 1) % themes.length]);

  useEffect(() => { applyTheme(theme); remember('seine.theme', theme); }, [theme]);
  useEffect(() => onReachable(setReachable), []);
  useEffect(() => whenDenied(() => setDenied(true)), []);
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
    i: () => go('inbox'), '/': () => go('names'), l: () => go('lists'), u: () => go('ingest'), a: () => go('audit'),
    t: nextTheme, '?': () => setHelp(true),
  });

  return (
    <>
      <a class="skip" href="#content" onClick={(e) => { e.preventDefault(); document.getElementById('content')?.focus(); }}>{t('skip')}</a>
      <header class="top">
        <span class="brand" aria-hidden="true">Seine</span>
        <nav aria-label={t('nav')}>
          {pages.map(([id, label]) => (
            <a key={id} href={`#/${id}`} aria-current={page === id || (page === 'case' && id === 'inbox') ? 'page' : undefined}>{t(label)}</a>
          ))}
        </nav>
        <span class="tools">
          <button type="button" onClick={nextTheme} title={t('key.theme')}>{t(`theme.${theme}` as Key)}</button>
          <select aria-label={t('language')} value={language}
            onChange={(e) => { setLanguage(e.currentTarget.value); setLanguageState(e.currentTarget.value); }}>
            {languages.map((l) => <option key={l} value={l}>{l.toUpperCase()}</option>)}
          </select>
          <button type="button" onClick={() => setHelp(true)} title={t('key.help')} aria-label={t('key.help')}>?</button>
        </span>
      </header>
      {!reachable && <p class="lost" role="alert">{t('error.unreachable')} {t('error.retry')}</p>}
      <main id="content" tabIndex={-1} key={language}>
        {page === 'case' ? <CaseView key={argument} id={argument} />
          : page === 'names' ? <Names initial={argument} />
          : page === 'lists' ? <Lists />
          : page === 'ingest' ? <Ingest />
          : page === 'audit' ? <Audit />
          : <Inbox fresh={fresh} status={argument} />}
      </main>
      {help && <Help onClose={() => setHelp(false)} />}
      {denied && <Login onDone={() => setDenied(false)} />}
    </>
  );
}

// The address that the server prints brings the token; it must not stay in the history.
if (location.hash.startsWith('#token=')) {
  setToken(decodeURIComponent(location.hash.slice(7)));
  history.replaceState(null, '', '#/inbox');
}
applyTheme(recall('seine.theme') ?? 'auto');
render(<App />, document.getElementById('page')!);
