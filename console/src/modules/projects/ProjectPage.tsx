import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, remove } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Project } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { projectStates } from './kind.ts'
import { ServiceCard } from './ServiceCard.tsx'
import { t } from './strings.ts'

const ProjectDialog = onUse(async () => (await import('./ProjectDialog.tsx')).ProjectDialog)
const ServiceDialog = onUse(async () => (await import('./ServiceDialog.tsx')).ServiceDialog)

const w = t.page

export default function ProjectPage() {
  const id = useParam('id')
  const project = useQuery({
    queryKey: ['project', id],
    queryFn: () => get('/api/projects/{id}', { path: { id } }),
  })
  return <Loaded query={project}>{(data) => <ProjectRecord project={data} />}</Loaded>
}

function ProjectRecord({ project }: { project: Project }) {
  const can = useCan()
  const [dialog, setDialog] = useState<'edit' | 'service' | 'delete' | null>(null)
  const close = () => setDialog(null)
  const go = useGo()
  const removal = useAction({
    run: () => remove('/api/projects/{id}', { path: { id: project.id } }),
    done: w.removed(project.name),
    changes: ['project'],
    quiet: true,
    onDone: () => void go('/projects'),
  })
  const services = useQuery({
    queryKey: ['service', project.id],
    queryFn: () =>
      get('/api/projects/{id}/services', { path: { id: project.id }, query: { page_size: 100 } }),
    enabled: can('listServices'),
  })

  return (
    <RecordPage
      title={project.name}
      id={project.id}
      badge={<StateBadge of={projectStates} state={project.status} />}
      back={{ to: '/projects', label: w.back }}
      actions={
        <>
          {can('deleteProject') ? (
            <Button variant="default" onClick={() => setDialog('delete')}>
              {w.remove}
            </Button>
          ) : null}
          {can('updateProject') ? (
            <Button variant="default" onClick={() => setDialog('edit')}>
              {w.edit}
            </Button>
          ) : null}
        </>
      }
    >
      <Facts
        items={[
          [w.customer, project.customer],
          [w.starts, <DateOf key="starts" on={project.startsOn} />],
          [w.ends, <DateOf key="ends" on={project.endsOn} />],
          [w.slug, <code key="slug">{project.slug}</code>],
          [w.created, <Instant key="created" at={project.createdAt} />],
          [w.description, project.description],
        ]}
      />
      {can('listServices') ? (
        <Section
          title={w.services}
          actions={
            can('createService') ? (
              <Button variant="default" data-create onClick={() => setDialog('service')}>
                {w.newService}
              </Button>
            ) : null
          }
        >
          <Loaded query={services}>
            {({ items }) =>
              items.length === 0 ? (
                <p className="dim">{w.noServices}</p>
              ) : (
                items.map((service) => <ServiceCard key={service.id} service={service} />)
              )
            }
          </Loaded>
        </Section>
      ) : null}
      {can('listFlights') ? (
        <p>
          <AppLink to="/flights" search={{ project_id: project.id }}>
            {w.flights}
          </AppLink>
        </p>
      ) : null}
      {dialog === 'delete' ? (
        <ConfirmDialog
          title={w.removeTitle(project.name)}
          confirm={w.remove}
          isDangerous
          onConfirm={() => removal.mutateAsync()}
          onClose={close}
        >
          {w.removeText}
        </ConfirmDialog>
      ) : null}
      {dialog === 'edit' ? <ProjectDialog project={project} onClose={close} /> : null}
      {dialog === 'service' ? <ServiceDialog projectId={project.id} onClose={close} /> : null}
    </RecordPage>
  )
}
