/* What carriage of one general-cargo consignment costs: a plain first model, for telling 300
 * dollars from 3,000, not for quoting. It knows neither season nor fuel nor the lane's market; room
 * check learns the level of the data at hand and uses only the shape.
 *
 *   usd = max(minimum, base + kg * rate(kg) * (km_0 + km) / (km_0 + km_ref)),
 *
 * rate falls with mass as kg^-0.12 between the first and the last weight break, which is what the
 * usual breaks (45, 100, 300, 500, 1000 kg) of published air tariffs come to; km_0 is the handling
 * that does not depend on distance. Levels, in US dollars of 2024:
 *
 * - air: minimum 75; 3.2/kg at 100 kg over 8,000 km. World Bank, "Air Freight: A Market Study"
 *   (2009): 1.5-4.5 USD/kg on long hauls; IATA CargoIS yields 2.3-2.6 (2024).
 * - sea: LCL, minimum 60; 0.12/kg (120 USD per t or m3) over 15,000 km. UNCTAD, "Review of Maritime
 *   Transport" (2024), and the usual 60-180 USD per t or m3 of consolidators.
 * - rail: minimum 120; 0.30/kg over 9,000 km: about 6,000-8,000 USD a 40-foot container from China
 *   to Europe (Eurasian Rail Alliance index, 2024), divided by 22 t, with handling.
 * - road: minimum 60; 0.18/kg over 1,000 km: 1.4-1.8 EUR per km for a full lorry
 *   (Upply/IRU European road freight benchmark, 2024), shared loads at about twice the rate.
 * - post: minimum 12; 9/kg at 10 kg: surcharges per kg of UPU parcel rates.
 * - courier: minimum 45; 8.5/kg at 20 kg: express list prices less the usual contract discount. */
#include <math.h>

#include "geo/geo.h"

struct tariff {
    double minimum, base, rate, kg_ref, kg_first, kg_last, km_0, km_ref;
};

static const struct tariff tariffs[GEO_N_MODES] = {
    [GEO_MODE_AIR] = {75, 35, 3.2, 100, 45, 1000, 4000, 8000},
    [GEO_MODE_SEA] = {60, 40, 0.12, 1000, 1000, 20000, 12000, 15000},
    [GEO_MODE_RAIL] = {120, 60, 0.30, 1000, 500, 20000, 2500, 9000},
    [GEO_MODE_ROAD] = {60, 35, 0.18, 1000, 100, 20000, 150, 1000},
    [GEO_MODE_POST] = {12, 8, 9.0, 10, 1, 30, 6000, 8000},
    [GEO_MODE_COURIER] = {45, 25, 8.5, 20, 5, 300, 6000, 8000},
};

double geo_freight_usd(enum geo_mode mode, double km, double kg)
{
    const double fall = -0.12;
    if (!(km >= 0) || !(kg > 0) || (unsigned)mode >= GEO_N_MODES) {
        return (double)NAN;
    }
    const struct tariff *t = &tariffs[mode];
    double stage = fmin(fmax(kg, t->kg_first), t->kg_last) / t->kg_ref;
    double rate = t->rate * pow(stage, fall) * (t->km_0 + km) / (t->km_0 + t->km_ref);
    return fmax(t->minimum, t->base + kg * rate);
}

double geo_usual_km(enum geo_mode mode)
{
    return (unsigned)mode < GEO_N_MODES ? tariffs[mode].km_ref : (double)NAN;
}

double geo_chargeable_kg(enum geo_mode mode, double kg, double volume_m3)
{
    static const double density[GEO_N_MODES] = {
        [GEO_MODE_AIR] = 167,  [GEO_MODE_SEA] = 1000, [GEO_MODE_RAIL] = 1000,
        [GEO_MODE_ROAD] = 333, [GEO_MODE_POST] = 167, [GEO_MODE_COURIER] = 200};
    if (!(volume_m3 > 0) || (unsigned)mode >= GEO_N_MODES) {
        return kg;
    }
    return fmax(kg, volume_m3 * density[mode]);
}
