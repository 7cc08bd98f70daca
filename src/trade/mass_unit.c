/* trade/mass_unit.c - how papers write units of mass. A ton that may be of three kinds is not here.
 */
#include "trade/field.h"

static const struct {
    const char *name;
    int64_t mg;
} units[] = {
    {"kg", 1000000},
    {"kgs", 1000000},
    {"kgm", 1000000},
    {"k", 1000000},
    {"kilogram", 1000000},
    {"kilograms", 1000000},
    {"kilo", 1000000},
    {"kilos", 1000000},
    {"kilogramm", 1000000},
    {"kilogramme", 1000000},
    {"kilogrammes", 1000000},
    {"kilogramo", 1000000},
    {"kilogramos", 1000000},
    {"кг", 1000000},
    {"千克", 1000000},
    {"公斤", 1000000},
    {"g", 1000},
    {"grm", 1000},
    {"gm", 1000},
    {"gms", 1000},
    {"gram", 1000},
    {"grams", 1000},
    {"gramm", 1000},
    {"gramme", 1000},
    {"grammes", 1000},
    {"gramos", 1000},
    {"克", 1000},
    {"lb", 453592},
    {"lbs", 453592},
    {"lbr", 453592},
    {"l", 453592},
    {"pound", 453592},
    {"pounds", 453592},
    {"t", 1000000000},
    {"mt", 1000000000},
    {"mts", 1000000000},
    {"tm", 1000000000},
    {"tne", 1000000000},
    {"tonne", 1000000000},
    {"tonnes", 1000000000},
    {"tonnen", 1000000000},
    {"tonelada", 1000000000},
    {"toneladas", 1000000000},
    {"metric ton", 1000000000},
    {"metric tons", 1000000000},
    {"吨", 1000000000},
    {"oz", 28350},
    {"onz", 28350},
    {"ounce", 28350},
    {"ounces", 28350},
};

int64_t mass_unit_mg(struct str unit)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (str_is_ci(unit, str_of(units[i].name))) {
            return units[i].mg;
        }
    }
    return 0;
}
