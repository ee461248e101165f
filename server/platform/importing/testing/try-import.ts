import type { Answer, Client } from '../../testing/client.ts'

// For tests: does what the page does, and waits as the page waits.
export async function upload(
  client: Client,
  kind: string,
  content: string | Uint8Array,
  filename = `${kind}.csv`,
): Promise<Answer> {
  const path = `/api/integrations/imports?kind=${kind}&filename=${encodeURIComponent(filename)}`
  return client.send('POST', path, { body: content, headers: { 'content-type': 'text/csv' } })
}

export async function settled(client: Client, importId: string): Promise<Answer['data']> {
  for (let waitedMs = 0; waitedMs < 120_000; waitedMs += 20) {
    const { data } = await client.get(`/api/integrations/imports/${importId}`)
    if (data.status !== 'analyzing' && data.status !== 'running') return data
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`The import ${importId} does not come to an end`)
}

/** Uploads a file and gives the import once its dry run is over, with all problems as `row column: message`. */
export async function analyzed(
  client: Client,
  kind: string,
  content: string | Uint8Array,
  options?: Record<string, string | null>,
) {
  const uploaded = await upload(client, kind, content)
  if (uploaded.status !== 201) throw new Error(`The upload answered ${uploaded.status}: ${uploaded.text}`)
  if (options) await client.patch(`/api/integrations/imports/${uploaded.data.id}`, { options })
  const data = await settled(client, uploaded.data.id)
  return { ...data, problems: await problemsOf(client, data.id) }
}

export async function problemsOf(client: Client, importId: string): Promise<string[]> {
  const { data } = await client.get(`/api/integrations/imports/${importId}/problems?page_size=100`)
  return data.items.map(
    ({ row, column, message }: { row: number; column: string | null; message: string }) =>
      `${row} ${column}: ${message}`,
  )
}

export async function ran(client: Client, importId: string, goodRowsOnly = false): Promise<Answer['data']> {
  const answer = await client.post(`/api/integrations/imports/${importId}/run`, { goodRowsOnly })
  if (answer.status !== 202) throw new Error(`The run answered ${answer.status}: ${answer.text}`)
  return settled(client, importId)
}
