import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { renderSVG } from 'uqr'
import { put } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useSlug } from '#ui/place.ts'
import { Switch } from '#ui/Switch.ts'
import { useAction } from '#ui/useAction.ts'
import { reportFormQuery } from './reportForm.ts'
import classes from './safety.module.css'
import { t } from './strings.ts'

const w = t.poster

/** The page to print: the address of the public form, and its QR code. */
export default function Poster() {
  const slug = useSlug()
  const { workspace } = useSession()
  const address = `${window.location.origin}/app/report/${slug}`
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} back={{ to: '/safety/reports', label: t.page.back }}>
        <Button variant="default" component="a" href={address} target="_blank" rel="noreferrer">
          {w.open}
        </Button>
        <Button onClick={() => window.print()}>{w.print}</Button>
      </PageHeader>
      <FormSwitch />
      <article className={classes.poster}>
        <h2>{workspace.name}</h2>
        <h1>{w.heading}</h1>
        <p>{w.text}</p>
        {/* Built from our own address, not from anything a user typed. */}
        <img
          src={`data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(address))}`}
          alt={address}
          width={260}
          height={260}
        />
        <Anchor href={address} className={classes.address}>
          {address}
        </Anchor>
      </article>
    </>
  )
}

function FormSwitch() {
  const can = useCan()
  const form = useQuery(reportFormQuery)
  const change = useAction({
    run: (isOpen: boolean) => put('/api/v1/sms/report-form', { body: { isOpen } }),
    done: ({ isOpen }) => (isOpen ? w.opened : w.closed),
    changes: ['report_form'],
  })
  if (!form.data) return null
  return (
    <Switch
      mb="md"
      label={w.isOpen}
      description={w.closedHint}
      checked={form.data.isOpen}
      disabled={change.isPending || !can('updateReportFormSettings')}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  )
}
