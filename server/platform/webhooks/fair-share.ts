export interface Share {
  workspaceId: string
  endpointId: string
  /** How many deliveries the endpoint could take now. */
  want: number
}

// Small enough that a batch is spread over many, large enough that one endpoint alone is served in few rounds.
const grain = 8

/**
 * Deals `room` places out: in turn to the workspaces, within one in turn to its endpoints, so that neither a
 * workspace with a million events nor an endpoint with a backlog leaves the others waiting.
 * @returns how many each endpoint may claim, by its id.
 */
export function fairShares(
  shares: readonly Share[],
  { room, roomOf }: { room: number; roomOf: (workspaceId: string) => number },
) {
  const takes = new Map<string, number>()
  const workspaces = [...Map.groupBy(shares, (share) => share.workspaceId)].map(
    ([workspaceId, endpoints]) => ({
      room: roomOf(workspaceId),
      endpoints: endpoints.map(({ endpointId, want }) => ({ endpointId, want })),
    }),
  )
  let left = room
  let dealt = true
  while (left > 0 && dealt) {
    dealt = false
    for (const workspace of workspaces) {
      const endpoint = workspace.endpoints.shift()
      if (!endpoint) continue
      const take = Math.min(grain, endpoint.want, workspace.room, left)
      if (take <= 0) continue
      takes.set(endpoint.endpointId, (takes.get(endpoint.endpointId) ?? 0) + take)
      endpoint.want -= take
      workspace.room -= take
      left -= take
      dealt = true
      if (endpoint.want > 0) workspace.endpoints.push(endpoint)
    }
    // An endpoint that wanted nothing was taken off above without being dealt to.
    if (!dealt) dealt = workspaces.some(({ room: places, endpoints }) => places > 0 && endpoints.length > 0)
  }
  return takes
}
