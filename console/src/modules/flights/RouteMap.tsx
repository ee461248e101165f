import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import {
  geoAzimuthalEquidistant,
  geoCircle,
  geoDistance,
  geoGraticule,
  geoInterpolate,
  geoPath,
} from 'd3-geo'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import statesUrl from 'us-atlas/states-10m.json?url'
import countriesUrl from 'world-atlas/countries-50m.json?url'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Flight } from '#api/types.ts'
import { airportCode } from '#ui/form/typedAirport.ts'
import classes from './flights.module.css'
import { t } from './strings.ts'

type World = Topology<{ countries: GeometryCollection; land: GeometryCollection }>
type States = Topology<{ states: GeometryCollection }>
type Place = { code: string; at: [longitude: number, latitude: number] }

const w = t.page
const height = 280
const nmPerRadian = 3440.065
/** The smallest area shown, so that a short flight still has a border for orientation. */
const minRadiusNm = 60
const degrees = (radians: number) => (radians * 180) / Math.PI

/** The grid lines on both sides of a degree. */
const lines = (around: number, step: number) =>
  Array.from({ length: 13 }, (_, at) => (Math.round(around / step) + at - 6) * step)
const degreeText = (value: number, positive: string, negative: string) =>
  `${Math.abs(value)}°${value < 0 ? negative : value > 0 ? positive : ''}`

const load = async <Shapes,>(url: string) => (await (await fetch(url)).json()) as Shapes

/** The coastlines and borders, with those of the states of the US, shipped with the console and loaded once. */
const useWorld = () =>
  useQuery({
    queryKey: ['world'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const [world, us] = await Promise.all([load<World>(countriesUrl), load<States>(statesUrl)])
      return {
        states: mesh(us, us.objects.states, (a, b) => a !== b),
        land: feature(world, world.objects.land),
        borders: mesh(world, world.objects.countries, (a, b) => a !== b),
      }
    },
  })

const mostNeighbors = 40
const gapPx = 34

/** The airports around a place that have an ICAO code, for orientation. */
function useNeighbors([longitude, latitude]: Place['at'], radius: number): Place[] {
  const can = useCan()
  const reach = radius * 1.5
  // Around the poles and over the date line a map does without them.
  const wide = reach / Math.cos((latitude * Math.PI) / 180)
  const box = [latitude - reach, longitude - wide, latitude + reach, longitude + wide]
  const within = box.map((value) => value.toFixed(2)).join(',')
  const airports = useQuery({
    queryKey: ['airport', 'within', within],
    queryFn: () => get('/api/v1/ops/airports', { query: { within, sort: 'known', page_size: 100 } }),
    enabled: can('listAirports') && radius < 4 && Math.abs(latitude) < 75,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (airports.data?.items ?? [])
    .filter(({ icao }) => icao !== null)
    .map((airport) => ({ code: airportCode(airport), at: [airport.longitude, airport.latitude] }))
}

/** Those that are drawn clear of each other and of what is drawn already. */
function spread(
  neighbors: Place[],
  taken: Place[],
  { project, width }: { project: (at: Place['at']) => [number, number] | null; width: number },
) {
  const drawn = taken.flatMap(({ at }) => [project(at)].filter((point) => point !== null))
  return neighbors.flatMap((place) => {
    const point = project(place.at)
    // The degrees stand along the edges.
    const isInside =
      point && point[0] > 40 && point[0] < width - 44 && point[1] > 28 && point[1] < height - 34
    const isClear = isInside && drawn.every(([x, y]) => Math.hypot(x - point[0], y - point[1]) > gapPx)
    if (!isClear || drawn.length > mostNeighbors) return []
    drawn.push(point)
    return [{ code: place.code, x: point[0], y: point[1] }]
  })
}

/** The route of a flight along the great circle, over coastlines and borders. */
export default function RouteMap({ flight }: { flight: Flight }) {
  const { fromLongitude, fromLatitude, toLongitude, toLatitude } = flight
  if (fromLongitude === null || fromLatitude === null || toLongitude === null || toLatitude === null)
    return <p className="dim">{w.noMap}</p>
  return (
    <Drawing
      from={{ code: flight.fromAirport ?? '', at: [fromLongitude, fromLatitude] }}
      to={{ code: flight.toAirport ?? '', at: [toLongitude, toLatitude] }}
    />
  )
}

function Drawing({ from, to }: { from: Place; to: Place }) {
  const { ref, width } = useElementSize()
  const world = useWorld()
  const distance = geoDistance(from.at, to.at)
  const distanceText = w.distance(Math.round(distance * nmPerRadian))
  const middle = geoInterpolate(from.at, to.at)(0.5)
  const radius = Math.max(degrees(distance) * 0.6, degrees(minRadiusNm / nmPerRadian))
  const projection = geoAzimuthalEquidistant()
    .rotate([-middle[0], -middle[1]])
    .fitExtent(
      [
        [24, 24],
        [Math.max(width - 24, 100), height - 24],
      ],
      geoCircle().center(middle).radius(radius)(),
    )
    .clipExtent([
      [-2, -2],
      [width + 2, height + 2],
    ])
  const path = geoPath(projection)
  const step = radius < 4 ? 1 : radius < 15 ? 5 : 10
  const places = distance === 0 ? [from] : [from, to]
  const neighbors = spread(useNeighbors(middle, radius), places, { project: projection, width })

  return (
    <figure ref={ref} style={{ margin: 0 }} className={classes.map}>
      {width > 0 ? (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={w.mapLabel(from.code, to.code, distanceText)}
        >
          {world.data ? <path className={classes.land} d={path(world.data.land) ?? undefined} /> : null}
          <path className={classes.graticule} d={path(geoGraticule().step([step, step])()) ?? undefined} />
          {world.data ? <path className={classes.states} d={path(world.data.states) ?? undefined} /> : null}
          {world.data ? <path className={classes.borders} d={path(world.data.borders) ?? undefined} /> : null}
          {lines(middle[0], step).map((longitude) => {
            const at = projection([longitude, middle[1]])
            return at && at[0] > 40 && at[0] < width - 40 ? (
              <text key={`x${longitude}`} className={classes.degree} x={at[0] + 4} y={14}>
                {degreeText(longitude, 'E', 'W')}
              </text>
            ) : null
          })}
          {lines(middle[1], step).map((latitude) => {
            const at = projection([middle[0], latitude])
            return at && at[1] > 24 && at[1] < height - 30 ? (
              <text key={`y${latitude}`} className={classes.degree} x={6} y={at[1] - 4}>
                {degreeText(latitude, 'N', 'S')}
              </text>
            ) : null
          })}
          {neighbors.map(({ code, x, y }) => (
            <g key={code} transform={`translate(${x},${y})`}>
              <circle className={classes.neighbor} r={2} />
              <text className={classes.degree} x={5} y={4}>
                {code}
              </text>
            </g>
          ))}
          <path
            className={classes.route}
            d={path({ type: 'LineString', coordinates: [from.at, to.at] }) ?? undefined}
          />
          {places.map((place) => {
            const at = projection(place.at)
            if (!at) return null
            // The label is on the side away from the route.
            const isLeft = places.length > 1 && at[0] < width / 2
            return (
              <g key={place.code} transform={`translate(${at[0]},${at[1]})`}>
                <circle className={classes.airport} r={5} />
                <text
                  className={classes.label}
                  x={isLeft ? -9 : 9}
                  y={4}
                  textAnchor={isLeft ? 'end' : 'start'}
                >
                  {place.code}
                </text>
              </g>
            )
          })}
          <text className={classes.label} x={12} y={height - 12}>
            {distanceText}
          </text>
        </svg>
      ) : (
        <div style={{ height }} />
      )}
    </figure>
  )
}
