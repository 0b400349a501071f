/** Lets the right person in, by the ways that the hub offers. The address stays, so the person comes back to the same page. */
import { type FormEvent, useState } from 'react'
import { Form } from 'react-aria-components'
import { useTranslations } from 'use-intl'
import { type Body, HubProblem, hub } from '../../hub/client.ts'
import { queryClient } from '../../hub/queries.ts'
import { Announcements } from '../../parts/announce/announce.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Field } from '../../parts/field/field.tsx'
import { Page } from '../../parts/page/page.tsx'
import styles from './sign-in.module.css'

interface Ways {
  password: boolean
  token: boolean
  oidc: string | null
  ended?: true
  local?: true
}

export function SignInPage({ refusal }: { refusal: HubProblem }) {
  const t = useTranslations('signIn')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const told = refusal.details['signIn'] as Ways | undefined
  const ways: Ways = { password: false, token: true, oidc: null, ...told }

  async function send(body: Body<'post /sessions'>): Promise<void> {
    setBusy(true)
    setWrong(undefined)
    try {
      await hub.call('post /sessions', { body })
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'get /me' })
      await queryClient.invalidateQueries({ queryKey: ['get /me'] })
    } catch (error) {
      setWrong(error instanceof HubProblem ? error.message : t('unreachable'))
      setBusy(false)
    }
  }
  function submit(event: FormEvent<HTMLFormElement>, names: readonly ('name' | 'password' | 'token')[]): void {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    void send(Object.fromEntries(names.map((name) => [name, String(given.get(name) ?? '')])))
  }

  return (
    <Page title={t('title')}>
      <div className={styles['ways']}>
        {/* What refuses everybody is told by the hub alone. */}
        {told ? (
          <p className="soft">
            {t.rich(ways.local ? 'local' : ways.ended ? 'ended' : 'intro', { code: (text) => <code>{text}</code> })}
          </p>
        ) : (
          <p className="soft" lang="en">
            {refusal.message}
          </p>
        )}
        {wrong && (
          <p role="alert" className={styles['wrong']} lang="en">
            {wrong}
          </p>
        )}
        {ways.password && (
          <Form className={styles['form'] ?? ''} onSubmit={(event) => submit(event, ['name', 'password'])}>
            <Field name="name" label={t('name')} autoComplete="username" isRequired autoFocus />
            <Field name="password" type="password" label={t('password')} autoComplete="current-password" isRequired />
            <Button type="submit" kind="main" isDisabled={busy}>
              {t('signIn')}
            </Button>
          </Form>
        )}
        {ways.oidc && (
          <a
            className={styles['oidc']}
            href={`/api/oidc/start?to=${encodeURIComponent(location.pathname + location.search)}`}
          >
            {t('with', { provider: ways.oidc })}
          </a>
        )}
        {ways.token && (
          <Form className={styles['form'] ?? ''} onSubmit={(event) => submit(event, ['token'])}>
            <Field
              name="token"
              type="password"
              label={t('token')}
              autoComplete="off"
              isRequired
              autoFocus={!ways.password}
            />
            <Button type="submit" isDisabled={busy}>
              {t('withToken')}
            </Button>
          </Form>
        )}
      </div>
      <Announcements />
    </Page>
  )
}
