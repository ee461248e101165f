import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { renderSVG } from 'uqr'
import { get } from '#api/client.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useParam, useSlug } from '#ui/place.ts'
import classes from './maintenance.module.css'
import { t } from './squawkStrings.ts'

const w = t.card

/** The card to print for the cockpit: its code opens the report of a squawk for this aircraft. */
export default function CockpitCard() {
  const id = useParam('id')
  const slug = useSlug()
  const aircraft = useQuery({
    queryKey: ['aircraft', id],
    queryFn: () => get('/api/v1/ops/aircraft/{id}', { path: { id } }),
  })
  const address = `${window.location.origin}/app/${slug}/maintenance/squawks/new?aircraft=${id}`
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} back={{ to: `/aircraft/${id}`, label: w.back }}>
        <Button onClick={() => window.print()}>{w.print}</Button>
      </PageHeader>
      <Loaded query={aircraft}>
        {({ registration }) => (
          <article className={classes.card}>
            <h2>{registration}</h2>
            <h1>{w.heading}</h1>
            <p>{w.text}</p>
            {/* Built from our own address, not from anything a user typed. */}
            <img
              src={`data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(address))}`}
              alt={address}
              width={220}
              height={220}
            />
            <Anchor href={address}>{address}</Anchor>
          </article>
        )}
      </Loaded>
    </>
  )
}
