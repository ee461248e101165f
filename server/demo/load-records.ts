import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { DemoSchool } from './school.ts'

export type People = Map<string, { crewId: string; userId: string; displayName: string }>

// Everybody can sign in with the one password; each hash has its own salt.
export async function writePeople(
  tx: Tx,
  workspaceId: string,
  { people, timeZone }: DemoSchool,
  passwordHashes: readonly string[],
): Promise<People> {
  const rows = people.map((person, index) => ({
    ...person,
    passwordHash: passwordHashes[index],
    crewId: newId('crw'),
    userId: newId('usr'),
    memberId: newId('mem'),
  }))
  const json = JSON.stringify(rows)
  await tx.run(sql`
    insert into users (id, email, display_name, timezone, email_verified_at)
    select p."userId", p.email, p."displayName", ${timeZone}, now()
      from jsonb_to_recordset(${json}::jsonb) as p("userId" text, email text, "displayName" text)`)
  await tx.run(sql`
    insert into user_passwords (user_id, hash)
    select p."userId", p."passwordHash"
      from jsonb_to_recordset(${json}::jsonb) as p("userId" text, "passwordHash" text)`)
  await tx.run(sql`insert into members (workspace_id, id, user_id, roles)
    select ${workspaceId}::uuid, p."memberId", p."userId", array(select jsonb_array_elements_text(p.roles))
    from jsonb_to_recordset(${json}::jsonb) as p("memberId" text, "userId" text, roles jsonb)`)
  await tx.run(sql`
    insert into crew (workspace_id, id, display_name, email, phone, functions, employee_number,
        certificate_number, certificate_type, base_airport, status, user_id)
    select ${workspaceId}::uuid, p."crewId", p."displayName", p.email, p.phone,
           array(select jsonb_array_elements_text(p.functions)), p."employeeNumber", p."certificateNumber",
           p."certificateType", p.base, p.status, p."userId"
      from jsonb_to_recordset(${json}::jsonb) as p("crewId" text, "displayName" text, email text, phone text,
          functions jsonb, "employeeNumber" text, "certificateNumber" text, "certificateType" text, base text,
          status text, "userId" text)`)
  return new Map(
    rows.map(({ email, crewId, userId, displayName }) => [email, { crewId, userId, displayName }]),
  )
}

export async function writeAircraft(
  tx: Tx,
  workspaceId: string,
  { aircraft, inspections, firstOn, today }: DemoSchool,
) {
  const day = firstOn.until(today, { largestUnit: 'days' }).days
  const rows = aircraft.map((one) => {
    const isInspected = inspections.some(
      (inspection) =>
        inspection.aircraft === one.registration && inspection.fromDay <= day && inspection.toDay >= day,
    )
    return {
      ...one,
      id: newId('acf'),
      typeDesignator: one.typeDesignator ?? 'FMX',
      status: isInspected ? 'maintenance' : 'active',
    }
  })
  const json = JSON.stringify(rows)
  await tx.run(sql`
    insert into aircraft (workspace_id, id, registration, serial_number, type_designator, make, model, year,
        category, class, engine_type, seats, is_tailwheel, is_complex, is_high_performance, is_taa, is_ifr,
        is_night, status, base_airport, fuel_product)
    select ${workspaceId}::uuid, a.id, a.registration, a."serialNumber", a."typeDesignator", a.make, a.model,
           a.year, a.category, a.class, a."engineType", a.seats, a."isTailwheel", a."isComplex",
           a."isHighPerformance", a."isTaa", a."isIfr", a."isNight", a.status, a.base,
           a."fuelProduct"
      from jsonb_to_recordset(${json}::jsonb) as a(id text, registration text, "serialNumber" text,
          "typeDesignator" text, make text, model text, year integer, category text, class text,
          "engineType" text, seats integer, "isTailwheel" boolean, "isComplex" boolean,
          "isHighPerformance" boolean, "isTaa" boolean, "isIfr" boolean, "isNight" boolean, status text,
          base text, "fuelProduct" text)`)
  await tx.run(sql`
    insert into aircraft_registrations (workspace_id, aircraft_id, registration, since)
    select ${workspaceId}::uuid, a.id, a.registration, ${firstOn.toString()}::timestamptz
      from jsonb_to_recordset(${json}::jsonb) as a(id text, registration text)`)
  return new Map(rows.map(({ registration, id }) => [registration, id]))
}

export async function writeProjects(
  tx: Tx,
  workspaceId: string,
  { projects, firstOn }: DemoSchool,
  { aircraft, people }: { aircraft: Map<string, string>; people: People },
) {
  const dateOn = (day: number) => firstOn.add({ days: day }).toString()
  const rows = projects.map((project) => ({
    ...project,
    id: newId('prj'),
    startsOn: dateOn(project.fromDay),
    endsOn: dateOn(project.toDay),
  }))
  const services = rows.flatMap(({ id, status, services }) =>
    services.map((service) => ({ ...service, id: newId('svc'), projectId: id, status })),
  )
  const deployments = services.flatMap(({ id, deployments }) =>
    deployments.map((deployment) => ({
      ...deployment,
      id: newId('dpl'),
      serviceId: id,
      aircraftId: aircraft.get(deployment.aircraft),
      startsOn: dateOn(deployment.fromDay),
      endsOn: dateOn(deployment.toDay),
    })),
  )
  const crew = deployments.flatMap(({ id, crew }) =>
    crew.map(({ person, role }, position) => ({
      deploymentId: id,
      crewId: people.get(person)?.crewId,
      role,
      position,
    })),
  )
  await tx.run(sql`
    insert into projects (workspace_id, id, name, slug, description, status, customer, starts_on, ends_on)
    select ${workspaceId}::uuid, p.id, p.name, p.slug, p.description, p.status, p.customer, p."startsOn",
           p."endsOn"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(id text, name text, slug text,
          description text, status text, customer text, "startsOn" date, "endsOn" date)`)
  await tx.run(sql`
    insert into services (workspace_id, id, project_id, name, kind, aircraft_type, base, status)
    select ${workspaceId}::uuid, s.id, s."projectId", s.name, s.kind, s."aircraftType", s.base, s.status
      from jsonb_to_recordset(${JSON.stringify(services)}::jsonb) as s(id text, "projectId" text, name text,
          kind text, "aircraftType" text, base text, status text)`)
  await tx.run(sql`
    insert into deployments (workspace_id, id, service_id, aircraft_id, starts_on, ends_on, status, notes)
    select ${workspaceId}::uuid, d.id, d."serviceId", d."aircraftId", d."startsOn", d."endsOn", d.status,
           d.notes
      from jsonb_to_recordset(${JSON.stringify(deployments)}::jsonb) as d(id text, "serviceId" text,
          "aircraftId" text, "startsOn" date, "endsOn" date, status text, notes text)`)
  await tx.run(sql`
    insert into deployment_crew (workspace_id, deployment_id, crew_id, role, position)
    select ${workspaceId}::uuid, c."deploymentId", c."crewId", c.role, c.position
      from jsonb_to_recordset(${JSON.stringify(crew)}::jsonb) as c("deploymentId" text, "crewId" text,
          role text, position integer)`)
  await tx.run(sql`
    insert into deployment_log (workspace_id, id, deployment_id, at, status, note, actor_name)
    select ${workspaceId}::uuid, l.id, l."deploymentId", least(l.at, now()), l.status, l.note, 'Dispatch'
      from jsonb_to_recordset(${JSON.stringify(deployments.flatMap(logOf))}::jsonb) as l(id text,
          "deploymentId" text, at timestamptz, status text, note text)`)
  return new Map(rows.map(({ slug, id }) => [slug, id]))
}

// The states that a deployment went through to where it is.
function logOf({
  id,
  status,
  startsOn,
  endsOn,
  notes,
}: {
  id: string
  status: string
  startsOn: string
  endsOn: string
  notes: string
}) {
  const queuedOn = Temporal.PlainDate.from(startsOn).subtract({ days: 14 }).toString()
  const steps: [string, string, string | null][] = [['queued', `${queuedOn}T16:00Z`, notes]]
  if (status === 'aborted') steps.push(['aborted', `${startsOn}T13:00Z`, notes])
  if (status === 'running' || status === 'completed')
    steps.push(['positioning', `${startsOn}T13:30Z`, null], ['running', `${startsOn}T17:00Z`, null])
  if (status === 'completed') steps.push(['completed', `${endsOn}T23:00Z`, null])
  return steps.map(([state, at, note]) => ({ id: newId('dlg'), deploymentId: id, status: state, at, note }))
}
