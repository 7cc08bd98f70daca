/* Distance by sea, coarsely: a small graph of waypoints - straits, canals, capes, the middle of
 * seas - joined where a ship can sail straight, all ways found once at open. A port joins at its
 * nearest waypoint and at others hardly farther. No port approaches, no ice, no draught limits; the
 * Suez and Panama canals are open. Against published port-to-port tables the error is mostly below
 * 10 % (tests/geo/test_sea.c). The points and lines are plain geography, keyed here. */
#include <math.h>
#include <string.h>

#include "geo/inside.h"

struct point {
    char name[5];
    float lat, lon;
};

static const struct point points[] = {
    {"yels", 36.0F, 123.0F},  {"boha", 38.7F, 120.0F},  {"ecs", 30.5F, 124.0F},
    {"kors", 34.3F, 129.3F},  {"sjap", 40.0F, 133.5F},  {"vlad", 42.3F, 131.8F},
    {"tsug", 41.3F, 140.5F},  {"laps", 45.8F, 142.0F},  {"jpne", 41.3F, 144.5F},
    {"jpe", 34.5F, 140.5F},   {"jps", 30.8F, 130.5F},   {"kiis", 33.2F, 135.8F},
    {"okho", 52.0F, 149.0F},  {"kamc", 50.0F, 159.5F},  {"twst", 24.5F, 119.5F},
    {"twe", 24.0F, 123.0F},   {"luzs", 20.5F, 121.0F},  {"scsn", 21.5F, 114.5F},
    {"tonk", 20.0F, 107.5F},  {"hain", 17.5F, 111.0F},  {"scsc", 11.5F, 110.5F},
    {"scss", 4.5F, 105.5F},   {"gtha", 9.5F, 101.8F},   {"manl", 14.2F, 119.8F},
    {"sing", 1.2F, 104.0F},   {"malc", 3.0F, 100.8F},   {"maln", 5.9F, 97.0F},
    {"sund", -6.2F, 105.0F},  {"javs", -5.5F, 110.0F},  {"lomb", -8.7F, 115.8F},
    {"mkss", -1.0F, 118.5F},  {"cele", 4.5F, 122.5F},   {"phie", 12.8F, 126.0F},
    {"bnga", 15.0F, 88.0F},   {"chen", 13.0F, 81.0F},   {"dond", 5.6F, 80.6F},
    {"como", 7.5F, 77.0F},    {"mumb", 18.5F, 71.8F},   {"arab", 15.0F, 62.0F},
    {"omgf", 24.5F, 59.5F},   {"horm", 26.3F, 56.5F},   {"pgul", 26.8F, 52.0F},
    {"guar", 12.2F, 51.6F},   {"adgf", 12.3F, 46.0F},   {"babm", 12.6F, 43.4F},
    {"reds", 20.0F, 38.5F},   {"suez", 29.6F, 32.6F},   {"said", 31.5F, 32.4F},
    {"mede", 33.8F, 28.5F},   {"levn", 34.5F, 34.5F},   {"matp", 36.0F, 22.6F},
    {"aegn", 38.5F, 25.0F},   {"dard", 40.0F, 26.0F},   {"bosp", 41.2F, 29.1F},
    {"blks", 43.5F, 33.0F},   {"kerc", 45.0F, 36.6F},   {"adri", 41.8F, 17.8F},
    {"sicl", 37.2F, 11.2F},   {"malt", 36.3F, 15.0F},   {"ligu", 43.0F, 8.0F},
    {"tyrr", 40.3F, 12.0F},   {"algr", 37.6F, 2.0F},    {"balr", 40.5F, 3.0F},
    {"gibr", 35.95F, -5.6F},  {"vinc", 36.8F, -9.3F},   {"fini", 43.5F, -9.9F},
    {"bisc", 44.8F, -2.5F},   {"usha", 48.7F, -5.9F},   {"dovr", 51.0F, 1.4F},
    {"nsea", 53.8F, 4.5F},    {"skag", 57.9F, 10.5F},   {"bals", 54.9F, 13.3F},
    {"balt", 57.5F, 19.8F},   {"gfin", 59.7F, 24.5F},   {"both", 62.5F, 19.8F},
    {"norw", 62.0F, 3.5F},    {"ncap", 71.5F, 25.0F},   {"murm", 69.6F, 34.5F},
    {"scon", 58.9F, -4.5F},   {"iris", 51.8F, -6.0F},   {"icel", 63.2F, -22.0F},
    {"cana", 28.5F, -15.5F},  {"daka", 14.7F, -18.0F},  {"guin", 4.0F, -8.0F},
    {"lago", 4.5F, 3.5F},     {"ango", -9.0F, 11.8F},   {"cape", -35.2F, 18.5F},
    {"durb", -31.0F, 31.5F},  {"mozc", -17.0F, 41.5F},  {"momb", -4.0F, 41.0F},
    {"auw", -32.0F, 114.8F},  {"leeu", -35.3F, 115.5F}, {"bass", -39.3F, 144.0F},
    {"ause", -34.0F, 152.0F}, {"cora", -16.0F, 148.0F}, {"torr", -10.5F, 142.2F},
    {"darw", -11.0F, 130.0F}, {"nzea", -37.0F, 175.8F}, {"hawa", 21.0F, -157.8F},
    {"npac", 48.0F, 180.0F},  {"vanc", 48.5F, -125.0F}, {"sfra", 37.7F, -122.9F},
    {"lang", 33.5F, -118.6F},
};
#define N_EAST (sizeof points / sizeof *points)

static const struct point points_west[] = {
    {"mexw", 18.5F, -104.5F}, {"panp", 8.3F, -79.5F},   {"pana", 9.5F, -79.9F},
    {"carb", 14.5F, -75.0F},  {"wind", 20.0F, -74.0F},  {"flst", 24.3F, -81.5F},
    {"gmex", 27.0F, -90.0F},  {"yuca", 21.8F, -85.6F},  {"hatt", 35.0F, -74.8F},
    {"nyrk", 40.3F, -73.5F},  {"hali", 43.8F, -63.5F},  {"cabo", 47.3F, -60.0F},
    {"slaw", 49.2F, -66.0F},  {"gban", 43.0F, -50.0F},  {"lant", 13.5F, -60.5F},
    {"amaz", 2.0F, -47.5F},   {"braz", -6.0F, -34.5F},  {"rioj", -23.5F, -42.5F},
    {"plat", -35.5F, -55.0F}, {"mage", -52.5F, -68.0F}, {"magw", -52.5F, -75.5F},
    {"valp", -33.0F, -72.0F}, {"call", -12.2F, -77.6F}, {"guay", -2.5F, -81.5F},
};
#define N_WEST (sizeof points_west / sizeof *points_west)
#define N_ALL  (N_EAST + N_WEST)

/* Chains of points, each a straight way for a ship to the next; two blanks part the chains. */
static const char ways[] =
    "boha yels ecs twst scsn hain scsc scss sing malc maln dond  yels kors sjap tsug jpne npac  "
    "yels jps  ecs kors  ecs jps kiis jpe jpne kamc npac  ecs twe luzs  sjap vlad kors  vlad tsug  "
    "sjap laps okho kamc  vlad laps jpne  kors jps  jps twe phie  jpe hawa  jpe npac vanc sfra "
    "lang "
    "mexw panp pana carb  npac sfra  npac lang  twst luzs manl scsc  scsn luzs  scsn manl  "
    "scsn tonk hain  scsn scsc  scss gtha scsc  sing javs lomb  scss javs sund  javs mkss cele "
    "phie  "
    "lomb mkss  lomb auw leeu bass ause cora torr darw lomb  sund auw  sund dond  manl cele  "
    "maln bnga chen dond  maln chen  dond como mumb arab  como arab guar adgf babm reds suez said "
    "mede "
    "matp malt sicl algr gibr vinc fini usha dovr nsea skag bals balt gfin  dond guar  mumb omgf "
    "horm "
    "pgul  arab omgf  mumb guar  como omgf  omgf guar  balt both  said levn mede  said matp  "
    "mede aegn dard bosp blks kerc  bosp kerc  matp aegn  matp adri malt  malt tyrr ligu balr algr "
    " "
    "sicl tyrr  sicl ligu  sicl balr gibr  gibr algr  gibr cana daka guin lago ango cape durb mozc "
    "momb guar  vinc cana  guin ango  guin cape  daka cape  lago cape  cape dond  cape sund  cape "
    "leeu  "
    "durb dond  durb auw  durb guar  momb dond  fini bisc usha iris scon norw ncap murm  nsea norw "
    " "
    "skag norw  nsea scon icel  nsea skag  norw icel  usha gban hali nyrk hatt flst gmex yuca carb "
    " "
    "scon gban cabo slaw  cabo hali  vinc gban  vinc hatt  vinc lant  vinc nyrk  vinc wind  usha "
    "wind  "
    "usha lant  usha nyrk  hatt wind carb  nyrk wind  flst yuca pana  flst wind  carb lant amaz "
    "braz "
    "rioj plat mage magw valp call guay panp  pana yuca  pana wind  braz daka  braz cana  braz "
    "cape  "
    "rioj cape  plat cape  lant daka  nzea ause  nzea panp  nzea hawa  nzea cora  nzea magw  nzea "
    "valp  "
    "hawa lang  hawa sfra  hawa panp  hawa vanc  hawa cora  hawa luzs  hawa npac  mexw guay  "
    "cora phie  torr cele  jpe cora  phie jps  leeu dond  auw dond  gmex pana  lang panp  nyrk "
    "gban  "
    "phie luzs";

static struct point at(size_t i)
{
    return i < N_EAST ? points[i] : points_west[i - N_EAST];
}

static size_t find(struct str name)
{
    for (size_t i = 0; i < N_ALL; i++) {
        if (str_is(name, str_of(at(i).name))) {
            return i;
        }
    }
    return SIZE_MAX;
}

static float arc(size_t a, size_t b)
{
    struct point p = at(a);
    struct point q = at(b);
    return (float)geo_arc_km((double)p.lat, (double)p.lon, (double)q.lat, (double)q.lon);
}

static bool join(struct geo *g)
{
    struct str rest = {ways, sizeof ways - 1};
    struct str name;
    bool more = true;
    size_t last = SIZE_MAX;
    while (str_cut(&rest, &more, ' ', &name)) {
        size_t i = name.n > 0 ? find(name) : SIZE_MAX;
        if (name.n > 0 && i == SIZE_MAX) {
            return false;
        }
        if (i != SIZE_MAX && last != SIZE_MAX) {
            g->sea[i][last] = g->sea[last][i] = arc(i, last);
        }
        last = i;
    }
    return true;
}

/* Floyd and Warshall: all shortest ways. */
static void close_ways(struct geo *g)
{
    for (size_t k = 0; k < N_ALL; k++) {
        for (size_t i = 0; i < N_ALL; i++) {
            for (size_t j = 0; j < N_ALL; j++) {
                float by = g->sea[i][k] + g->sea[k][j];
                if (by < g->sea[i][j]) {
                    g->sea[i][j] = by;
                }
            }
        }
    }
}

enum seine_status geo_load_sea(struct geo *g, struct seine_error *err)
{
    _Static_assert(N_ALL == N_SEA_POINTS, "N_SEA_POINTS counts the points of sea.c");
    g->sea = mem_calloc(N_ALL, sizeof *g->sea);
    if (!g->sea) {
        return error_set(err, SEINE_NOMEM, "no memory for the ways by sea");
    }
    for (size_t i = 0; i < N_ALL; i++) {
        for (size_t j = 0; j < N_ALL; j++) {
            g->sea[i][j] = i == j ? 0.0F : INFINITY;
        }
    }
    if (!join(g)) {
        return error_set(err, SEINE_INTERNAL, "the ways by sea name an unknown point");
    }
    close_ways(g);
    return SEINE_OK;
}

/* The distance to each waypoint a port may join at (the nearest, and others up to 1.3 times and
 * 150 km as far); infinity for the rest. */
static void approach(const struct geo_place *p, float km[N_ALL])
{
    float nearest = INFINITY;
    for (size_t i = 0; i < N_ALL; i++) {
        km[i] = (float)geo_arc_km(p->lat, p->lon, (double)at(i).lat, (double)at(i).lon);
        nearest = fminf(nearest, km[i]);
    }
    for (size_t i = 0; i < N_ALL; i++) {
        if (km[i] > nearest * 1.3F + 150.0F) {
            km[i] = INFINITY;
        }
    }
}

double geo_sea_km(const struct geo *g, const struct geo_place *a, const struct geo_place *b)
{
    double straight = geo_distance_km(a, b);
    if (isnan(straight)) {
        return straight;
    }
    float from[N_ALL];
    float to[N_ALL];
    approach(a, from);
    approach(b, to);
    float best = INFINITY;
    for (size_t i = 0; i < N_ALL; i++) {
        for (size_t j = 0; j < N_ALL && from[i] < INFINITY; j++) {
            best = fminf(best, from[i] + g->sea[i][j] + to[j]);
        }
    }
    double by_way = fmax((double)best, straight);
    const double coasting_km = 500; /* neighbours on one coast do not sail out to a waypoint */
    return straight < coasting_km ? fmin(by_way, straight * 1.4) : by_way;
}
