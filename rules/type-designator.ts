/** ICAO Doc 8643: at most four letters and digits, a letter first. */
export const designatorPattern = '^[A-Za-z][A-Za-z0-9]{1,3}$'
/** What ICAO writes for a type that has no designator. */
export const noDesignator = 'ZZZZ'

type Types = readonly (readonly [RegExp, string])[]

const cessnaNumbers = [
  '120|140|150|152|162|170|172|175|177|180|182|185|188|195|205|206|207|208|210|303|310|337|340|402|414|421',
  '425|441|510|525',
].join('|')

// Names as people write them, without the make, blanks and hyphens, and their designators in Doc 8643. Turbocharged and
// retractable versions have designators of their own: those that are not listed here are asked about.
const typesByMake: Record<string, Types> = {
  cessna: [
    [/^c?172rg$/, 'C72R'],
    [/^c?177rg$/, 'C77R'],
    [/^c?182rg$/, 'C82R'],
    [/^c?172[a-s]?(?:skyhawk(?:sp)?)?$|^skyhawk(?:sp)?$/, 'C172'],
    [/^c?182[a-t]?(?:skylane)?$|^skylane$/, 'C182'],
    [/^c?208b?(?:grand)?caravan$|^(?:grand)?caravan$/, 'C208'],
    [/^c?206h$/, 'C206'],
    [new RegExp(`^c?(${cessnaNumbers})[a-g]?$`), 'C$1'],
    [/^c?t(206|210)[a-z]?$/, 'T$1'],
    [/^c?p210[a-z]?$/, 'P210'],
  ],
  piper: [
    [/^pa28(?:140|150|151|160|161|180|181)(?:cherokee)?$|^cherokee1[48]0$/, 'P28A'],
    [/^(?:pa28(?:161)?)?(?:warrior(?:i{1,3})?|cadet)$/, 'P28A'],
    [/^(?:pa28(?:181)?)?archer(?:i{1,3}|lx|tx)?$/, 'P28A'],
    [/^pa28(?:235|236)$|^(?:pa28(?:236)?)?dakota$/, 'P28B'],
    [/^pa28r(?:180|200|201)$|^(?:pa28r(?:180|200|201)?)?arrow(?:i{1,3})?$/, 'P28R'],
    [/^pa28rt201$/, 'P28T'],
    [/^pa18(?:150)?$|^(?:pa18(?:150)?)?supercub$/, 'PA18'],
    [/^pa(22|24|30|31|38|44)(?:\d{3})?$/, 'PA$1'],
    [/^(?:pa38(?:112)?)?tomahawk$/, 'PA38'],
    [/^pa34(?:2[02]0t?)?$|^(?:pa34(?:2[02]0t)?)?seneca(?:i{1,3}|iv|v)?$/, 'PA34'],
    [/^(?:pa44(?:180)?)?seminole$/, 'PA44'],
    [/^pa32(?:260|300|301)$/, 'PA32'],
    [/^pa32r(?:300|301)$/, 'P32R'],
    [/^pa46(?:310p|350p)$/, 'PA46'],
    [/^pa46500tp$/, 'P46T'],
    [/^j3(?:c65)?(?:cub)?$/, 'J3'],
  ],
  beech: [
    [/^[kmnpsv]35[a-z]?$/, 'BE35'],
    [/^f33[a-c]?$/, 'BE33'],
    [/^(?:bonanza)?[ag]36(?:bonanza)?$/, 'BE36'],
    [/^(?:baron)?g?58(?:baron)?$/, 'BE58'],
    [/^76(?:duchess)?$|^duchess$/, 'BE76'],
    [/^77(?:skipper)?$|^skipper$/, 'BE77'],
    [/^(?:kingair)?c90[a-z]*$/, 'BE9L'],
    [/^(?:kingair)?b?200(?:gt)?$/, 'BE20'],
    [/^kingair350i?$|^b300$/, 'B350'],
  ],
  diamond: [
    [/^da20(?:a1|c1)?$/, 'DV20'],
    [/^da40(?:d|f|cs|xls|xlt|ng|tdi|180)?$/, 'DA40'],
    [/^da42(?:ng|vi|tdi|l360)*$|^da42twinstar$/, 'DA42'],
    [/^da50(?:rg)?$/, 'DA50'],
  ],
  cirrus: [
    [/^sr(20|22)(?:g\d)?$/, 'SR$1'],
    [/^sr22t(?:g\d)?$/, 'S22T'],
    [/^(?:vision)?sf50(?:g\d)?$/, 'SF50'],
  ],
  mooney: [
    [/^m20[cefgjrs]$/, 'M20P'],
    [/^m20[kmt]n?$/, 'M20T'],
  ],
  grumman: [
    [/^aa1[abc]$/, 'AA1'],
    [/^aa5[ab]$|^tiger$|^cheetah$|^traveler$/, 'AA5'],
  ],
  robinson: [[/^r(22|44|66)(?:beta|betaii|ravenii?|cadet|clipper|turbine)*$/, 'R$1']],
  schweizer: [[/^269[a-d]?$|^300c(?:bi?)?$/, 'H269']],
  bell: [[/^206[ab](?:3|iii)?(?:jetranger)?(?:iii)?$|^jetranger(?:iii)?$/, 'B06']],
  vans: [[/^rv(\d{1,2})a$/, 'RV$1']],
  extra: [[/^ea?300(?:l|s|sc|lc)?$/, 'E300']],
  pilatus: [[/^pc12(?:45|47|47e|ng|ngx)?$/, 'PC12']],
  daher: [
    [/^tbm700[a-c]?\d?$/, 'TBM7'],
    [/^tbm850$/, 'TBM8'],
    [/^tbm9[0-6]0$/, 'TBM9'],
  ],
  robin: [[/^dr400(?:\d{3}[a-z]?)?$/, 'DR40']],
  tecnam: [
    [/^p2006t?$/, 'P06T'],
    [/^p2008(?:jc|tc)?$/, 'P208'],
  ],
  quest: [[/^kodiak(?:100)?$/, 'K100']],
}
const otherNames: Record<string, string> = {
  textronaviation: 'cessna',
  textron: 'cessna',
  hawkerbeechcraft: 'beech',
  beechcraft: 'beech',
  americangeneral: 'grumman',
  hughes: 'schweizer',
  socata: 'daher',
}
// The longer name first: Robinson is not Robin.
const makes = [...Object.keys(typesByMake), ...Object.keys(otherNames)].sort((a, b) => b.length - a.length)
const madeBy = new RegExp(`^(${makes.join('|')})(?:aircraft|helicopters?|design|american)?`)
const isDesignator = new RegExp(designatorPattern)

/** The designator of a type as people write it: `Cessna 172S` is C172. Null where nobody can tell. */
export function designatorOf(written: string): string | null {
  const folded = written.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const [prefix = '', make = ''] = madeBy.exec(folded) ?? []
  const plain = folded.slice(prefix.length)
  for (const [name, designator] of candidates(otherNames[make] ?? make, plain))
    if (name.test(plain)) return plain.replace(name, designator)
  // `Diamond DA62` is its designator behind the make; `Piper Cub` is none.
  const isPlain = make === '' ? isDesignator.test(plain) : /^[a-z]{2,3}\d{1,2}$/.test(plain)
  return isPlain ? plain.toUpperCase() : null
}

// A number without a make is a Cessna: everybody else writes letters too.
function candidates(make: string, plain: string): Types {
  const ofMake = typesByMake[make]
  if (ofMake) return ofMake
  return /^\d+$/.test(plain) ? (typesByMake.cessna ?? []) : Object.values(typesByMake).flat()
}
