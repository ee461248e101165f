import type { FuelProduct } from '#rules/fuel.ts'
import type { Base } from './place.ts'

export type DemoAircraft = {
  registration: string
  serialNumber: string
  typeDesignator: string | null
  make: string
  model: string
  year: number
  category: 'airplane' | 'simulator'
  class: 'single_engine_land' | 'multi_engine_land' | 'none'
  engineType: 'piston' | 'none'
  seats: number
  isTailwheel: boolean
  isComplex: boolean
  isHighPerformance: boolean
  isTaa: boolean
  isIfr: boolean
  isNight: boolean
  base: Base
  hobbsStartHundredths: number
  tachStartHundredths: number
  cruiseKt: number
  fuelGalPerHour: number
  // A diesel is a piston engine for jet fuel.
  fuelProduct: FuelProduct | null
}

const airplane = {
  category: 'airplane',
  class: 'single_engine_land',
  engineType: 'piston',
  seats: 4,
  isTailwheel: false,
  isComplex: false,
  isHighPerformance: false,
  isTaa: false,
  isIfr: true,
  isNight: true,
  fuelProduct: null,
} as const

const skyhawk = {
  ...airplane,
  typeDesignator: 'C172',
  make: 'Cessna',
  model: '172S Skyhawk SP',
  cruiseKt: 112,
  fuelGalPerHour: 8.4,
}
const archer = {
  ...airplane,
  typeDesignator: 'P28A',
  make: 'Piper',
  model: 'PA-28-181 Archer III',
  cruiseKt: 116,
  fuelGalPerHour: 9.2,
}

// Valid in form (14 CFR 47.15), and assigned to nobody in the data of the FAA registry of September 2026 that the npm package
// @squawk/icao-registry-data carries: neither these nor those that visit the FBO. The serial numbers have an X where the
// makers have none.
export const fleet: DemoAircraft[] = [
  {
    ...skyhawk,
    registration: 'N611FS',
    serialNumber: '172SX9011',
    year: 2004,
    base: 'KFNL',
    hobbsStartHundredths: 812_340,
    tachStartHundredths: 672_110,
  },
  {
    ...skyhawk,
    registration: 'N612FS',
    serialNumber: '172SX9012',
    year: 2006,
    base: 'KFNL',
    hobbsStartHundredths: 765_120,
    tachStartHundredths: 631_984,
  },
  {
    ...skyhawk,
    registration: 'N613FS',
    serialNumber: '172SX9013',
    year: 2018,
    isTaa: true,
    base: 'KGXY',
    hobbsStartHundredths: 291_870,
    tachStartHundredths: 241_002,
  },
  {
    ...skyhawk,
    registration: 'N614FS',
    serialNumber: '172SX9014',
    year: 2005,
    base: 'KGXY',
    hobbsStartHundredths: 799_450,
    tachStartHundredths: 660_275,
  },
  {
    ...archer,
    registration: 'N621FS',
    serialNumber: '28-X43021',
    year: 2001,
    base: 'KFNL',
    hobbsStartHundredths: 623_310,
    tachStartHundredths: 510_446,
  },
  {
    ...archer,
    registration: 'N622FS',
    serialNumber: '28-X43022',
    year: 1999,
    base: 'KGXY',
    hobbsStartHundredths: 684_720,
    tachStartHundredths: 561_093,
  },
  {
    ...airplane,
    registration: 'N631FS',
    serialNumber: '40.X031',
    typeDesignator: 'DA40',
    make: 'Diamond',
    model: 'DA40-180 Star',
    year: 2012,
    isTaa: true,
    base: 'KFNL',
    hobbsStartHundredths: 358_230,
    tachStartHundredths: 301_562,
    cruiseKt: 132,
    fuelGalPerHour: 9.5,
  },
  {
    ...airplane,
    registration: 'N632FS',
    serialNumber: '42.X032',
    typeDesignator: 'DA42',
    make: 'Diamond',
    model: 'DA42-VI Twin Star',
    year: 2016,
    class: 'multi_engine_land',
    isComplex: true,
    isTaa: true,
    base: 'KFNL',
    hobbsStartHundredths: 212_880,
    tachStartHundredths: 189_331,
    cruiseKt: 155,
    fuelGalPerHour: 12.1,
    fuelProduct: 'Jet A',
  },
  {
    ...airplane,
    registration: 'N641FS',
    serialNumber: '182X2041',
    typeDesignator: 'C182',
    make: 'Cessna',
    model: '182T Skylane',
    year: 2008,
    isHighPerformance: true,
    base: 'KFNL',
    hobbsStartHundredths: 402_660,
    tachStartHundredths: 338_914,
    cruiseKt: 138,
    fuelGalPerHour: 12.8,
  },
  {
    ...airplane,
    registration: 'N642FS',
    serialNumber: 'T206X8042',
    typeDesignator: 'T206',
    make: 'Cessna',
    model: 'T206H Turbo Stationair',
    year: 2010,
    seats: 6,
    isHighPerformance: true,
    base: 'KGXY',
    hobbsStartHundredths: 377_190,
    tachStartHundredths: 322_407,
    cruiseKt: 142,
    fuelGalPerHour: 15.6,
  },
  {
    ...airplane,
    registration: 'N651FS',
    serialNumber: 'ME-X051',
    typeDesignator: 'BE76',
    make: 'Beechcraft',
    model: '76 Duchess',
    year: 1980,
    class: 'multi_engine_land',
    isComplex: true,
    base: 'KGXY',
    hobbsStartHundredths: 918_540,
    tachStartHundredths: 781_226,
    cruiseKt: 148,
    fuelGalPerHour: 17.4,
  },
  {
    ...airplane,
    registration: 'N661FS',
    serialNumber: '152X5061',
    typeDesignator: 'C152',
    make: 'Cessna',
    model: '152',
    year: 1981,
    seats: 2,
    isIfr: false,
    base: 'KGXY',
    hobbsStartHundredths: 1_187_610,
    tachStartHundredths: 983_748,
    cruiseKt: 92,
    fuelGalPerHour: 5.6,
  },
  {
    ...airplane,
    registration: 'N671FS',
    serialNumber: 'X1071-2007',
    typeDesignator: 'CH7A',
    make: 'American Champion',
    model: '7ECA Aurora',
    year: 2007,
    seats: 2,
    isTailwheel: true,
    isIfr: false,
    isNight: false,
    base: 'KFNL',
    hobbsStartHundredths: 198_430,
    tachStartHundredths: 166_905,
    cruiseKt: 98,
    fuelGalPerHour: 6.6,
  },
  {
    ...airplane,
    registration: 'FTD-1',
    serialNumber: 'X-FTD-081',
    typeDesignator: null,
    make: 'Redbird',
    model: 'FMX',
    year: 2019,
    category: 'simulator',
    class: 'none',
    engineType: 'none',
    isNight: false,
    base: 'KFNL',
    hobbsStartHundredths: 310_000,
    tachStartHundredths: 0,
    cruiseKt: 0,
    fuelGalPerHour: 0,
  },
]
