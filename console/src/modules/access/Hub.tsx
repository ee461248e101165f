import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { IconBook, IconFileImport, IconHelpCircle, IconKey, IconWebhook } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import classes from './Hub.module.css'
import { t } from './strings.ts'

const w = t.hub
const base = '/settings/integrations'
const cards = [
  { to: `${base}/api-keys`, title: w.keys, hint: w.keysHint, icon: IconKey, operation: 'listApiKeys' },
  {
    to: `${base}/webhooks`,
    title: w.webhooks,
    hint: w.webhooksHint,
    icon: IconWebhook,
    operation: 'listEndpoints',
  },
  {
    to: `${base}/imports`,
    title: w.imports,
    hint: w.importsHint,
    icon: IconFileImport,
    operation: 'listImports',
  },
  {
    to: `${base}/github`,
    title: w.github,
    hint: w.githubHint,
    icon: IconBook,
    operation: 'listGithubConnections',
  },
  {
    to: `${base}/refusals`,
    title: w.refusals,
    hint: w.refusalsHint,
    icon: IconHelpCircle,
    operation: 'getRequestDecision',
  },
]

/** Settings → Integrations: keys, webhooks and imports in one place. */
export default function Hub() {
  const can = useCan()
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <ul className={classes.cards}>
        {cards
          .filter((card) => can(card.operation))
          .map((card) => (
            <li key={card.to}>
              <card.icon size={20} stroke={1.6} aria-hidden />
              <h2>
                <AppLink to={card.to}>{card.title}</AppLink>
              </h2>
              <p>{card.hint}</p>
            </li>
          ))}
        <li>
          <IconBook size={20} stroke={1.6} aria-hidden />
          <h2>
            <a href="/" target="_blank" rel="noreferrer">
              {w.reference}
            </a>
          </h2>
          <p>{w.referenceHint}</p>
        </li>
        <li>
          <IconHelpCircle size={20} stroke={1.6} aria-hidden />
          <h2>
            <a href="/docs/guides" target="_blank" rel="noreferrer">
              {w.guides}
            </a>
          </h2>
          <p>{w.guidesHint}</p>
        </li>
      </ul>
    </>
  )
}
