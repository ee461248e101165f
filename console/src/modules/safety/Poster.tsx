import { Anchor, Button } from '@mantine/core'
import { renderSVG } from 'uqr'
import { useSession } from '#api/session.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useSlug } from '#ui/place.ts'
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
