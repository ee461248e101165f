import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { renderSVG } from 'uqr'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useTimePreference } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo, useSlug } from '#ui/place.ts'
import { Section } from '#ui/RecordPage.tsx'
import { formatInstant } from '#ui/time.ts'
import classes from './compliance.module.css'
import { ruleName, t, VerdictBadge } from './eligibilityWords.tsx'

const w = t.go
type Sheet = Answer<'GET', '/api/v1/compliance/go'>

/** One answer for a person and an aircraft now, with a code that checks it again on another phone. */
export default function GoSheet() {
  const { aircraft = '', person = '' } = useSearch({ strict: false }) as Record<string, string | undefined>
  const go = useGo()
  const choose = (chosen: Record<string, string>) =>
    go('/compliance/go', { aircraft, person, ...chosen }, { replace: true })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <FieldRow>
        <RecordField
          kind="aircraft"
          label={w.aircraft}
          value={aircraft || null}
          onChange={(id) => choose({ aircraft: id ?? '' })}
        />
        <RecordField
          kind="crew_member"
          label={w.person}
          value={person || null}
          onChange={(id) => choose({ person: id ?? '' })}
        />
      </FieldRow>
      {aircraft && person ? (
        <Checked aircraftId={aircraft} personId={person} />
      ) : (
        <p className="dim">{w.choose}</p>
      )}
    </>
  )
}

function Checked({ aircraftId, personId }: { aircraftId: string; personId: string }) {
  const slug = useSlug()
  const sheet = useQuery({
    queryKey: ['compliance_record', 'go', aircraftId, personId],
    queryFn: () => get('/api/v1/compliance/go', { query: { aircraft_id: aircraftId, person_id: personId } }),
    staleTime: 0,
  })
  const address = `${window.location.origin}/app/${slug}/compliance/go?aircraft=${aircraftId}&person=${personId}`
  return (
    <Loaded query={sheet}>
      {(data) => (
        <>
          <Answered sheet={data} />
          <Button variant="default" onClick={() => void sheet.refetch()} loading={sheet.isFetching}>
            {w.again}
          </Button>
          <div className={classes.parts}>
            <Parts sheet={data} />
          </div>
          <figure className={classes.qr}>
            {/* Built from our own address, not from anything a user typed. */}
            <img
              src={`data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(address))}`}
              alt={address}
              width={200}
              height={200}
            />
            <figcaption>{w.qr}</figcaption>
          </figure>
        </>
      )}
    </Loaded>
  )
}

function Answered({ sheet }: { sheet: Sheet }) {
  const [preference] = useTimePreference()
  const { verdict, displayName, registration, at, first, nextToLapse, lapsesAt, limitations } = sheet
  return (
    <section className={classes.answer} data-verdict={verdict} aria-label={w.title}>
      <h2>{w[verdict]}</h2>
      <p>
        {w.forWhom(displayName, registration)} · {w.at(formatInstant(at, preference))}
      </p>
      {first ? (
        <p>
          <b>{first.message}</b> {first.citation}
        </p>
      ) : null}
      {verdict === 'yes' && nextToLapse && lapsesAt ? (
        <p>{w.lapses(ruleName(nextToLapse), formatInstant(lapsesAt, preference))}</p>
      ) : null}
      {limitations.length > 0 ? (
        <p>
          {w.limitations}: {limitations.join(', ')}
        </p>
      ) : null}
    </section>
  )
}

function Parts({ sheet: { lines } }: { sheet: Sheet }) {
  const parts = ['airworthiness', 'limitation', 'eligibility', 'duty'] as const
  return parts.map((part) => {
    const ofPart = lines.filter((line) => line.part === part)
    if (ofPart.length === 0) return null
    return (
      <Section key={part} title={w.parts[part]}>
        <ul className={classes.rows}>
          {ofPart.map((line) => (
            <li key={`${line.title} ${line.citation} ${line.message}`}>
              <b>{ruleName(line.title)}</b>
              <span>
                {line.message} <span className="dim">{line.citation}</span>
              </span>
              <VerdictBadge verdict={line.verdict} warns={!line.isBlocking} />
            </li>
          ))}
        </ul>
      </Section>
    )
  })
}
