import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './settings.module.css'

export function You() {
  const t = useTranslations('settings')
  const roles = useTranslations('account')
  const { name, role, by, session } = useMe()
  return (
    <>
      <dl className={styles['values']}>
        <dt>{t('signedInAs')}</dt>
        <dd>{name}</dd>
        <dt>{t('role')}</dt>
        <dd>{roles(role)}</dd>
        <dt>{t('how')}</dt>
        <dd>{t(`by.${by}`)}</dd>
        {session && (
          <>
            <dt>{t('until')}</dt>
            <dd>{t.rich('untilHow', { at: () => <Moment at={session.endsAt} mayBeAhead /> })}</dd>
          </>
        )}
      </dl>
      <p className="soft">{t(role === 'operator' ? 'operatorDetail' : 'viewerDetail')}</p>
      {!session && <p className="soft">{t('noSession')}</p>}
    </>
  )
}
