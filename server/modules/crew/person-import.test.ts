import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

test('a person comes in with functions, certificate and base, whatever the headings are called', async (t) => {
  const { owner } = await workspace(t)
  const { id, problems } = await analyzed(
    owner,
    'people',
    'Vorname;Nachname;Mail;Role;Licence;Home airport;State\nZoë;Müller;ZOE@example.com;CFI, pilot;Commercial;kfnl;former\n',
  )
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const [person] = (await owner.get('/api/v1/ops/crew')).data.items
  const { displayName, email, functions, certificateType, baseAirport, status } = person
  assert.deepEqual(
    { displayName, email, functions, certificateType, baseAirport, status },
    {
      displayName: 'Zoë Müller',
      email: 'zoe@example.com',
      functions: ['instructor', 'pilot'],
      certificateType: 'Commercial',
      baseAirport: 'KFNL',
      status: 'inactive',
    },
  )
})

test('an email or employee number is one person’s alone, in the file and in the workspace', async (t) => {
  const { owner, person } = await workspace(t)
  await person({ email: 'ada@example.com', employeeNumber: 'E1' })
  const { problems } = await analyzed(
    owner,
    'people',
    'Name,Email,Employee number\nAda,ADA@example.com,\nBo,,e1\nCy,cy@example.com,E2\nDi,cy@example.com,E2\n',
  )
  assert.deepEqual(problems, [
    '2 Email: Somebody here has the email ada@example.com already: leave the row out, or change that person by hand',
    '3 Employee number: Somebody here has the employee number e1 already: leave the row out, or change that person by hand',
    '5 Email: The email cy@example.com stands in row 4 already: each person has their own',
    '5 Employee number: The employee number E2 stands in row 4 already: each person has their own',
  ])
})

test('people without any function said are pilots, since logbooks name pilots', async (t) => {
  const { owner } = await workspace(t)
  await ran(owner, (await analyzed(owner, 'people', 'Name\nAda Holm\n')).id)
  assert.deepEqual((await owner.get('/api/v1/ops/crew')).data.items[0].functions, ['pilot'])
})

test('the number and the two names of a club list are what they are', async (t) => {
  const { owner } = await workspace(t)
  const file = 'Member #,Last Name,First Name\n17,Holm,Ada\n18,Müller,Zoë\n'
  const { id, problems } = await analyzed(owner, 'people', file)
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const { items } = (await owner.get('/api/v1/ops/crew?sort=displayName')).data
  assert.deepEqual(
    items.map(({ displayName, employeeNumber }: Record<string, string>) => [displayName, employeeNumber]),
    [
      ['Ada Holm', '17'],
      ['Zoë Müller', '18'],
    ],
  )
})
