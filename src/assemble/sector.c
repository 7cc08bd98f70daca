/* assemble/sector.c - the lines of business that units are told apart by: HS chapters, and within
 * the chapters of machines, electronics, vehicles, aircraft and instruments, where kits take their
 * components from, HS headings. Without that a maker of lathes would look odd among all machinery.
 */
#include "assemble/internal.h"

#include <string.h>

#define N_CHAPTERS 97

/* Chapters told apart by heading: how many headings, and the sector before the first of them. */
static const struct {
    unsigned char chapter, headings;
    uint16_t before;
} split[] = {{84, 87, 96}, {85, 49, 183}, {87, 17, 232}, {88, 8, 249}, {90, 34, 257}};

int as_same_heading(unsigned a, unsigned b)
{
    return a % 100 == 0 || b % 100 == 0 ? -1 : a == b;
}

uint16_t as_heading_sector(unsigned code)
{
    unsigned chapter = code / 100, heading = code % 100;
    if (chapter == 0 || chapter > N_CHAPTERS)
        return AS_N_SECTORS - 1;
    for (size_t i = 0; i < sizeof split / sizeof *split; i++)
        if (split[i].chapter == chapter && heading >= 1 && heading <= split[i].headings)
            return (uint16_t)(split[i].before + heading);
    return (uint16_t)(chapter - 1);
}

size_t as_section_of(size_t sector)
{
    static const unsigned char last_chapter[21] = {5,  14, 15, 24, 27, 38, 40, 43, 46, 49, 63,
                                                   67, 70, 71, 83, 85, 89, 92, 93, 96, 97};
    size_t chapter = sector + 1, section = 1;
    if (sector >= AS_N_SECTORS - 1)
        return 0;
    for (size_t i = 0; i < sizeof split / sizeof *split && chapter > N_CHAPTERS; i++)
        if (sector > split[i].before && sector <= split[i].before + (size_t)split[i].headings)
            chapter = split[i].chapter;
    while (chapter > last_chapter[section - 1])
        section++;
    return section;
}
