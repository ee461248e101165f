import { sql } from '#platform/database/database.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import {
  defineImport,
  earlierRow,
  type Importer,
  type ImportRow,
  optional,
} from '#platform/importing/index.ts'
import { choice, code, email, list, text } from '#platform/importing/value.ts'
import { newId } from '#platform/kernel/id.ts'
import { operationsRoles } from '#server/roles.ts'

const fields = {
  displayName: optional({
    title: 'Name',
    help: 'First name and family name, unless each has its own column.',
    headers: [
      'display name',
      'full name',
      'person',
      'pilot',
      'pilot name',
      'student',
      'student name',
      'member',
      'member name',
    ],
    parse: text({ max: 200 }),
  }),
  firstName: optional({
    title: 'First name',
    help: 'Only where the name has two columns.',
    headers: ['given name', 'forename', 'vorname', 'prénom'],
    parse: text({ max: 100 }),
  }),
  lastName: optional({
    title: 'Family name',
    help: 'Only where the name has two columns.',
    headers: ['last name', 'surname', 'nachname', 'nom'],
    parse: text({ max: 100 }),
  }),
  email: optional({
    title: 'Email',
    help: 'Each may be there once.',
    headers: ['e-mail', 'email address', 'mail'],
    parse: email,
  }),
  phone: optional({
    title: 'Phone',
    help: '',
    headers: ['telephone', 'mobile', 'cell', 'phone number'],
    parse: text({ max: 40 }),
  }),
  functions: optional({
    title: 'Functions',
    help: 'One or more, such as pilot; instructor. Default: pilot.',
    headers: ['function', 'role', 'roles', 'position', 'job'],
    parse: list(
      choice({
        pilot: ['captain', 'first officer', 'private pilot', 'renter', 'pic'],
        instructor: ['cfi', 'cfii', 'mei', 'flight instructor', 'fi'],
        student: ['student pilot', 'trainee'],
        mechanic: ['a&p', 'technician', 'amt', 'engineer'],
        inspector: ['ia', 'qa'],
        dispatcher: ['dispatch', 'scheduler'],
        cabin: ['cabin crew', 'flight attendant'],
        staff: ['office', 'admin', 'administration', 'management', 'finance'],
      }),
    ),
  }),
  employeeNumber: optional({
    title: 'Employee number',
    help: 'Each may be there once.',
    headers: ['employee id', 'staff number', 'member number', 'personnel number'],
    parse: text({ max: 40 }),
  }),
  certificateNumber: optional({
    title: 'Certificate number',
    help: '',
    headers: ['certificate', 'licence number', 'license number', 'certificate no'],
    parse: text({ max: 60 }),
  }),
  certificateType: optional({
    title: 'Certificate type',
    help: 'Such as student, private, commercial, ATP.',
    headers: ['licence', 'license', 'certificate level', 'licence type', 'license type'],
    parse: text({ max: 60 }),
  }),
  baseAirport: optional({
    title: 'Base',
    help: 'The code of the home airport.',
    headers: ['base airport', 'home base', 'home airport', 'location'],
    parse: code({ pattern: /^[A-Z0-9]{2,5}$/, expected: 'an airport code such as KFNL' }),
  }),
  status: optional({
    title: 'Status',
    help: 'active by default.',
    headers: ['state'],
    parse: choice({
      active: ['current', 'enrolled'],
      inactive: ['former', 'left', 'archived', 'disabled', 'graduated'],
    }),
  }),
  notes: optional({ title: 'Notes', help: '', headers: ['remarks', 'comments'], parse: text({ max: 5000 }) }),
}

type Read = ImportRow<typeof fields, unknown>['values']
type RowRecord = Read & { id: string }
type Row = ImportRow<typeof fields, RowRecord>

const UNIQUE = ['email', 'employeeNumber'] as const
const TITLES = { email: 'email', employeeNumber: 'employee number' }

export const peopleImported = importedEvent('crew_member.imported', {
  records: 'people',
  scope: 'crew:read',
  readers: 'staff',
})

export const personImport = defineImport({
  name: 'people',
  title: 'People',
  roles: operationsRoles,
  audits: peopleImported,
  fields,
  options: {},
  async open(_tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const firstRow = { email: new Map<string, number>(), employeeNumber: new Map<string, number>() }
    return {
      async check(tx, rows) {
        const valuesOf = (field: (typeof UNIQUE)[number]) =>
          rows.flatMap(({ values }) => values[field]?.toLowerCase() ?? [])
        const taken = await tx.rows(sql<'takenCrewFields'>`
          select lower(email) as email, null as number
            from crew where lower(email) = any(${valuesOf('email')})
          union all select null, lower(employee_number) from crew
           where lower(employee_number) = any(${valuesOf('employeeNumber')})`)
        const known = {
          email: new Set(taken.map((person) => person.email)),
          employeeNumber: new Set(taken.map((person) => person.number)),
        }
        for (const row of rows) checkRow(row, known, firstRow)
      },
      async write(tx, records) {
        await tx.run(sql`
          insert into crew (workspace_id, id, display_name, email, phone, functions, employee_number,
              certificate_number, certificate_type, base_airport, status, notes)
          select ${scope.workspaceId}::uuid, r.id, r."displayName", r.email, r.phone,
                 coalesce((select array_agg(value) from jsonb_array_elements_text(nullif(r.functions, 'null'))),
                   '{pilot}'), r."employeeNumber", r."certificateNumber", r."certificateType",
                 r."baseAirport", coalesce(r.status, 'active'), r.notes
            from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(id text, "displayName" text,
                email text, phone text, functions jsonb, "employeeNumber" text, "certificateNumber" text,
                "certificateType" text, "baseAirport" text, status text, notes text)`)
      },
    }
  },
})

function checkRow(
  row: Row,
  known: Record<(typeof UNIQUE)[number], Set<string | null>>,
  firstRow: Record<(typeof UNIQUE)[number], Map<string, number>>,
) {
  const { values, problems } = row
  const displayName =
    values.displayName ?? [values.firstName, values.lastName].filter((part) => part !== null).join(' ')
  if (displayName === '' && !problems.some(({ field }) => field?.endsWith('Name'))) {
    problems.push({ field: 'displayName', message: 'The name is missing: every row needs it' })
  }
  for (const field of UNIQUE) {
    const value = values[field]?.toLowerCase()
    if (value === undefined) continue
    const first = earlierRow(firstRow[field], value, row.row)
    if (known[field].has(value)) {
      problems.push({
        field,
        message: `Somebody here has the ${TITLES[field]} ${values[field]} already: leave the row out, or change that person by hand`,
      })
    } else if (first !== undefined) {
      problems.push({
        field,
        message: `The ${TITLES[field]} ${values[field]} stands in row ${first} already: each person has their own`,
      })
    } else {
      firstRow[field].set(value, row.row)
    }
  }
  values.displayName = displayName === '' ? null : displayName
  row.record = { id: newId('crw'), ...values }
}
