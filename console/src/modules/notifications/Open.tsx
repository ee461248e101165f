import { Navigate } from '@tanstack/react-router'
import { useParam, useSlug } from '#shell/place.ts'
import { NotFound } from '#ui/NotFound.tsx'

// Where the records of each kind are shown, by what their ids begin with. A notification knows the id alone.
const places: Record<string, (id: string) => string> = {
  acf: (id) => `aircraft/${id}`,
  crw: (id) => `people/${id}`,
  mit: (id) => `maintenance/items/${id}`,
  flt: (id) => `flights/${id}`,
  prj: (id) => `projects/${id}`,
  rpt: (id) => `safety/reports/${id}`,
  siv: (id) => `safety/investigations/${id}`,
  cpa: (id) => `safety/actions/${id}`,
  haz: (id) => `safety/risks/${id}`,
  spi: (id) => `safety/indicators/${id}`,
  smt: (id) => `safety/meetings/${id}`,
  chg: (id) => `safety/changes/${id}`,
  aud: (id) => `safety/audits/${id}`,
  mov: (id) => `fbo/movements/${id}`,
  fuo: (id) => `fbo/orders/fuel/${id}`,
  svo: (id) => `fbo/orders/services/${id}`,
  cmr: (id) => `compliance/records/${id}`,
  cmq: () => 'compliance/requirements',
  fbb: (id) => `fbo/bookings/${id}`,
  fbc: (id) => `fbo/customers/${id}`,
  imp: (id) => `settings/integrations/imports/${id}`,
  key: (id) => `settings/integrations/api-keys/${id}`,
  whe: (id) => `settings/integrations/webhooks/${id}`,
  nch: (id) => `settings/notifications/channels/${id}`,
  mem: () => 'settings/members',
  inv: () => 'settings/members',
  // What is about the whole workspace is about its deliveries: the dead letters.
  org: () => 'settings/integrations/webhooks?view=dead-letters',
}

/** Goes on to the page of a record, whatever kind it is. */
export default function Open() {
  const slug = useSlug()
  const id = useParam('id')
  const place = places[id.slice(0, id.indexOf('_'))]
  if (!place) return <NotFound />
  const [path, view] = place(id).split('?view=')
  return <Navigate to={`/${slug}/${path}`} search={view ? { view } : {}} replace />
}
