// Taking in a file: dropped or chosen, sent with progress, then read and scanned by the server.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, ApiError, upload } from './api';
import { number, t, type Key } from './i18n';
import { Failure } from './load';
import { Refusal, useRefusal } from './me';
import type { Job } from './types';

type Stage = { kind: 'none' } | { kind: 'sending'; share: number } | { kind: 'job'; job: Job } | { kind: 'failed'; message: string; again?: () => void };
const MOST = 256 * 1024 * 1024; // what the server takes in one request

function Progress({ stage }: { stage: Stage }) {
  if (stage.kind === 'none') return null;
  if (stage.kind === 'failed') return <Failure message={stage.message} again={stage.again} />;
  if (stage.kind === 'sending') {
    return <p role="status"><label>{t('ingest.sending')} <progress max={1} value={stage.share} /></label> {number(100 * stage.share)} %</p>;
  }
  const { job } = stage;
  const isOver = job.state === 'done' || job.state === 'failed';
  return (
    <div role="status" class="job">
      {!isOver && <p><label>{t(`ingest.${job.state}` as Key)} <progress /></label></p>}
      {job.state === 'failed' && <p class="failed">{job.message}</p>}
      {(job.records > 0 || isOver) && (
        <dl class="facts">
          <div><dt>{t('ingest.records')}</dt><dd>{number(job.records)}</dd></div>
          <div><dt>{t('ingest.new')}</dt><dd>{number(job.new)}</dd></div>
          <div><dt>{t('ingest.rejected')}</dt><dd>{number(job.rejected)}</dd></div>
          {job.state === 'done' && <div><dt>{t('ingest.cases')}</dt><dd>{number(job.cases)}</dd></div>}
        </dl>
      )}
      {job.rejects.length > 0 && (
        <table><caption>{job.rejected > job.rejects.length ? t('ingest.firstrejects', { n: number(job.rejects.length), all: number(job.rejected) }) : t('ingest.rejects')}</caption>
          <thead><tr><th scope="col" class="n">{t('ingest.line')}</th><th scope="col">{t('ingest.reason')}</th></tr></thead>
          <tbody>{job.rejects.map((r, i) => <tr key={i}><td class="n">{r.line}</td><td dir="auto">{r.reason}</td></tr>)}</tbody></table>
      )}
      {job.state === 'done' && <p><a class="button main" href="#/inbox">{t('ingest.look')}</a></p>}
    </div>
  );
}

export function Ingest() {
  const [stage, setStage] = useState<Stage>({ kind: 'none' });
  const [over, setOver] = useState(false);
  const [name, setName] = useState('');
  const refusal = useRefusal('analyst');
  const input = useRef<HTMLInputElement>(null);
  const alive = useRef(true);
  useEffect(() => () => { alive.current = false; }, []);

  const follow = async (job: Job) => {
    for (let now = job, tries = 0; alive.current;) {
      setStage({ kind: 'job', job: now });
      if (now.state === 'done' || now.state === 'failed') return;
      await new Promise((next) => setTimeout(next, 400));
      try { now = await api.job(job.job); tries = 0; } catch (e) { if (++tries > 20) throw e; }
    }
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    setName(file.name);
    if (file.size === 0) { setStage({ kind: 'failed', message: t('ingest.blank') }); return; }
    if (file.size > MOST) { setStage({ kind: 'failed', message: t('ingest.large') }); return; }
    setStage({ kind: 'sending', share: 0 });
    try {
      await follow(await upload(file, (share) => { if (alive.current) setStage({ kind: 'sending', share }); }));
    } catch (e) {
      // What is sent twice is kept once, so sending again is safe.
      const again = e instanceof ApiError && (e.status === 0 || e.status >= 500) ? () => void take(file) : undefined;
      if (alive.current) setStage({ kind: 'failed', message: (e as Error).message, again });
    }
  };
  const busy = stage.kind === 'sending' || (stage.kind === 'job' && stage.job.state !== 'done' && stage.job.state !== 'failed');
  const drop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    const files = e.dataTransfer?.files;
    if (busy) return;
    if (files && files.length > 1) setStage({ kind: 'failed', message: t('ingest.one') });
    else void take(files?.[0]);
  };
  if (refusal) return <section class="ingest"><h1>{t('page.ingest')}</h1><Refusal text={refusal} /></section>;
  return (
    <section class="ingest">
      <h1>{t('page.ingest')}</h1>
      <div class={`drop${over ? ' over' : ''}`} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <p><b>{t('ingest.drop')}</b></p>
        <p class="dim">{t('ingest.formats')}</p>
        <button type="button" class="main" aria-disabled={busy ? 'true' : undefined} onClick={() => { if (!busy) input.current?.click(); }}>{t('ingest.choose')}</button>
        <input ref={input} class="unseen" type="file" tabIndex={-1} aria-label={t('ingest.choose')}
          onChange={(e) => { void take(e.currentTarget.files?.[0]); e.currentTarget.value = ''; }} />
      </div>
      {name && stage.kind !== 'none' && <h2><bdi>{name}</bdi></h2>}
      <Progress stage={stage} />
      <p class="dim">{t('ingest.note')}</p>
    </section>
  );
}
