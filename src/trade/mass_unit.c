/* trade/mass_unit.c - how papers write units of mass. A ton that may be of three kinds is not here.
 */
#include "trade/field.h"

#define UNIT(name, mg)                                                                             \
    {                                                                                              \
        {(name), sizeof(name) - 1}, (mg)                                                           \
    }
static const struct {
    struct str name; /* with its length: every mass of a file is looked up here */
    int64_t mg;
} units[] = {
    UNIT("kg", 1000000),
    UNIT("kgs", 1000000),
    UNIT("kgm", 1000000),
    UNIT("k", 1000000),
    UNIT("kilogram", 1000000),
    UNIT("kilograms", 1000000),
    UNIT("kilo", 1000000),
    UNIT("kilos", 1000000),
    UNIT("kilogramm", 1000000),
    UNIT("kilogramme", 1000000),
    UNIT("kilogrammes", 1000000),
    UNIT("kilogramo", 1000000),
    UNIT("kilogramos", 1000000),
    UNIT("кг", 1000000),
    UNIT("КГ", 1000000),
    UNIT("千克", 1000000),
    UNIT("公斤", 1000000),
    UNIT("g", 1000),
    UNIT("grm", 1000),
    UNIT("gm", 1000),
    UNIT("gms", 1000),
    UNIT("gram", 1000),
    UNIT("grams", 1000),
    UNIT("gramm", 1000),
    UNIT("gramme", 1000),
    UNIT("grammes", 1000),
    UNIT("gramos", 1000),
    UNIT("г", 1000),
    UNIT("грамм", 1000),
    UNIT("克", 1000),
    UNIT("lb", 453592),
    UNIT("lbs", 453592),
    UNIT("lbr", 453592),
    UNIT("l", 453592),
    UNIT("pound", 453592),
    UNIT("pounds", 453592),
    UNIT("t", 1000000000),
    UNIT("mt", 1000000000),
    UNIT("mts", 1000000000),
    UNIT("tm", 1000000000),
    UNIT("tne", 1000000000),
    UNIT("tonne", 1000000000),
    UNIT("tonnes", 1000000000),
    UNIT("tonnen", 1000000000),
    UNIT("tonelada", 1000000000),
    UNIT("toneladas", 1000000000),
    UNIT("metric ton", 1000000000),
    UNIT("metric tons", 1000000000),
    UNIT("т", 1000000000),
    UNIT("Т", 1000000000),
    UNIT("тн", 1000000000),
    UNIT("тонн", 1000000000),
    UNIT("тонна", 1000000000),
    UNIT("吨", 1000000000),
    UNIT("oz", 28350),
    UNIT("onz", 28350),
    UNIT("ounce", 28350),
    UNIT("ounces", 28350),
};

int64_t mass_unit_mg(struct str unit)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (str_is_ci(unit, units[i].name)) {
            return units[i].mg;
        }
    }
    return 0;
}
