/**
 * The example company's standard lists. Cost codes are `NN-NNN`; `NN-000` are group codes, which take no money. The last field
 * names the standard categories a job gets with the code.
 *
 * Where the bid items of San Francisco Public Works contract 2977J belong (street and sewer work, job 25-2977):
 *   G-1, SW-29, SW-30 allowances .............. 01-610 to 01-630   R-19, SW-26 mobilization ... 01-210, 01-220
 *   R-20, SW-27 demobilization ................ 01-310, 01-320     R-1, SW-1 traffic .......... 01-410, 01-420
 *   R-2 markings 02-150 · R-3 planing 02-100 · R-4 asphalt 02-200 · concrete base 02-300 · R-7 pavement 02-350
 *   R-8 sidewalk 02-400 · curb, R-11 curb and gutter 02-450 · R-12 curb ramps 02-500 · R-13 railing 02-550
 *   pull boxes 16-100 · castings 02-600
 *   SW-2 trench support 03-100 · SW-3, SW-4 manholes 03-200 · SW-5 to SW-8 main sewer 03-300 · SW-13 to SW-15 side sewer 03-400
 *   SW-11, SW-12, SW-16, SW-17 television inspection 03-500 · SW-19 potholes 03-150 · SW-20 trench pavement 03-600
 *   SW-21 bedding for water facilities 03-650 · SW-28 design of support 01-700
 *   SW-9 culvert 04-100 · SW-10 catch basins 04-200 · SW-18 water traps 04-250
 *   SW-22, SW-24 hauling of soil 02-710 · SW-23, SW-25 disposal of soil 02-720
 */
export const STANDARD_COST_CODES: readonly (readonly [code: string, description: string, categories: string])[] = [
  ['01-000', 'General Requirements', ''],
  ['01-100', 'Project Management', 'L O'],
  ['01-110', 'Field Supervision', 'L O'],
  ['01-120', 'Survey and Layout', 'L S'],
  ['01-130', 'Permits and Fees', 'O'],
  ['01-140', 'Bonds and Insurance', 'O'],
  ['01-210', 'Mobilization, Paving', 'L M S E O'],
  ['01-220', 'Mobilization, Sewer', 'L M S E O'],
  ['01-310', 'Demobilization, Paving', 'L M S E O'],
  ['01-320', 'Demobilization, Sewer', 'L M S E O'],
  ['01-410', 'Traffic Control, Roadway', 'L M S E'],
  ['01-420', 'Traffic Routing, Sewer', 'L M S E'],
  ['01-500', 'Temporary Facilities', 'M E O'],
  ['01-610', 'Allowance, Partnering', 'S O'],
  ['01-620', 'Allowance, Environmental', 'S O'],
  ['01-630', 'Allowance, Unforeseen Work', 'L M S E O'],
  ['01-700', 'Engineering and Design', 'S O'],
  ['01-800', 'Cleanup', 'L S E'],
  ['02-000', 'Roadway and Site Work', ''],
  ['02-100', 'Pavement Planing', 'L S E'],
  ['02-150', 'Pavement Markings', 'L M S'],
  ['02-200', 'Hot Mix Asphalt', 'L M S E'],
  ['02-300', 'Concrete Base', 'L M S E'],
  ['02-350', 'Concrete Pavement', 'L M S E'],
  ['02-400', 'Concrete Sidewalk', 'L M S'],
  ['02-450', 'Curb and Gutter', 'L M S'],
  ['02-500', 'Curb Ramps', 'L M S'],
  ['02-550', 'Pedestrian Railing', 'L M S'],
  ['02-600', 'Castings to Grade', 'L M S'],
  ['02-710', 'Soil Hauling', 'S E O'],
  ['02-720', 'Soil Disposal', 'S O'],
  ['02-800', 'Landscaping', 'L M S'],
  ['03-000', 'Sewer', ''],
  ['03-100', 'Trench Excavation and Support', 'L M S E'],
  ['03-150', 'Exploratory Holes', 'L S E'],
  ['03-200', 'Manholes', 'L M S E'],
  ['03-300', 'Main Sewer Pipe', 'L M S E'],
  ['03-400', 'Side Sewers', 'L M S E'],
  ['03-500', 'Television Inspection', 'S'],
  ['03-600', 'Trench Pavement Restoration', 'L M S E'],
  ['03-650', 'Controlled Density Fill', 'M S'],
  ['04-000', 'Drainage', ''],
  ['04-100', 'Culverts', 'L M S E'],
  ['04-200', 'Catch Basins', 'L M S E'],
  ['04-250', 'Catch Basin Water Traps', 'L M S'],
  ['05-000', 'Structures', ''],
  ['05-100', 'Structural Concrete', 'L M S E'],
  ['05-200', 'Reinforcing Steel', 'L M S'],
  ['05-300', 'Structural Steel', 'L M S'],
  ['05-400', 'Carpentry', 'L M S'],
  ['16-000', 'Electrical', ''],
  ['16-100', 'Pull Boxes', 'L M S'],
  ['16-200', 'Conduit and Wiring', 'L M S'],
  ['16-300', 'Street Lighting', 'L M S E'],
]

export const STANDARD_CATEGORIES: readonly (readonly [category: string, description: string, accumulateAs: string])[] =
  [
    ['L', 'Labor', 'Labor'],
    ['M', 'Material', 'Material'],
    ['S', 'Subcontract', 'Subcontract'],
    ['E', 'Equipment', 'Equipment'],
    ['O', 'Overhead and Other', 'Overhead'],
  ]

/** Invented vendors; the last one is inactive. */
export const VENDORS: readonly (readonly [id: string, name: string, address: string, city: string, zip: string])[] = [
  ['BAYPAVE', 'Bay Shore Paving Co.', '410 Cargo Way', 'San Francisco', '94124'],
  ['CALTRENCH', 'Caldera Trench Support', '88 Industrial Rd', 'San Carlos', '94070'],
  ['CLAYPIPE', 'Pacific Clay Pipe Supply', '1200 Kiln St', 'Hayward', '94545'],
  ['CURBWORK', 'Curbstone Concrete Works', '27 Loomis St', 'San Francisco', '94124'],
  ['DELTASOIL', 'Delta Soil Hauling', '3300 Levee Rd', 'Stockton', '95206'],
  ['FLAGLINE', 'Flagline Traffic Services', '915 Marin St', 'San Francisco', '94124'],
  ['GRANROCK', 'Granger Rock Products', '5 Quarry Rd', 'Brisbane', '94005'],
  ['IRONCAST', 'Ironside Castings', '640 Foundry Ave', 'Oakland', '94601'],
  ['PIPEVIEW', 'Pipeview Inspection', '72 Camera Ct', 'San Leandro', '94577'],
  ['STRIPECO', 'Stripeco Pavement Marking', '18 Line Ln', 'South San Francisco', '94080'],
  ['VOLTEC', 'Voltec Electric', '501 Ampere Ave', 'Daly City', '94014'],
  ['YARDRENT', 'Yardley Equipment Rental', '2000 Evans Ave', 'San Francisco', '94124'],
  ['OLDMILL', 'Old Mill Sewer Contractors', '9 Mill Pond Rd', 'Colma', '94014'],
]

/** Sales and use tax where the company works; percent. */
export const TAX_GROUPS: readonly (readonly [group: string, description: string, rate: string])[] = [
  ['CASF', 'San Francisco sales tax', '8.6250'],
  ['CASM', 'San Mateo County sales tax', '9.3750'],
  ['EXEMPT', 'Exempt', '0.0000'],
]

export const PAY_IDS: readonly (readonly [id: string, description: string])[] = [
  ['HOURLY', 'Hourly wages'],
  ['FOREMAN', 'Foreman wages'],
]

/** Invented people; the last one has left. */
export const EMPLOYEES: readonly (readonly [
  employee: string,
  name: string,
  payId: string,
  rate: string,
  status: string,
])[] = [
  ['1003', 'Rosa Delgado', 'FOREMAN', '78.50', 'Active'],
  ['1007', 'Samuel Okafor', 'HOURLY', '67.50', 'Active'],
  ['1012', 'Minh Tran', 'HOURLY', '64.25', 'Active'],
  ['1019', 'Erik Lindqvist', 'HOURLY', '64.25', 'Active'],
  ['0988', 'Walter Haas', 'HOURLY', '61.00', 'Inactive'],
]
