// Signing in: asked for when the server takes no token or not this one. What was typed elsewhere stays as it is.
import { useState } from 'preact/hooks';
import { api, ApiError, recovered, setToken, tokenOf } from './api';
import { Dialog } from './dialog';
import { t } from './i18n';

export function Login({ hadToken, onClose }: { hadToken: boolean; onClose: () => void }) {
  const [text, setText] = useState('');
  const [error, setError] = useState(hadToken ? t('login.refused') : '');
  const enter = async (e: Event) => {
    e.preventDefault();
    setToken(tokenOf(text));
    try {
      await api.me();
      onClose();
      recovered.ring();
    } catch (failure) {
      setError(failure instanceof ApiError && failure.status === 401 ? t('login.refused') : (failure as Error).message);
    }
  };
  return (
    <Dialog title={t('login.title')} onClose={onClose}>
      <form onSubmit={enter}>
        <p>{t('login.text')}</p>
        <label>{t('login.token')}
          <input type="password" autofocus autocomplete="off" value={text} aria-invalid={error ? 'true' : undefined}
            aria-describedby={error ? 'login-error' : undefined} onInput={(e) => setText(e.currentTarget.value)} />
        </label>
        {error && <p class="failed" role="alert" id="login-error">{error}</p>}
        <p class="buttons"><button class="main">{t('login.enter')}</button></p>
      </form>
    </Dialog>
  );
}
