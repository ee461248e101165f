import { Navigate } from '@tanstack/react-router'
import { useParam, useSlug } from '#shell/place.ts'
import { NotFound } from '#ui/NotFound.tsx'

// Where the records of each kind are shown, by what their ids begin with. A notification knows the id alone.
const places: Record<string, (id: string) => string> = {
  acf: (id) => `aircraft/${id}`,
  crw: (id) => `people/${id}`,
  flt: (id) => `flights/${id}`,
  prj: (id) => `projects/${id}`,
  mvt: (id) => `fbo/movements/${id}`,
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
