/* Records for the tests of assemble/: single pieces, and firms that trade ordinary things. */
#ifndef ASSEMBLE_TRADE_H
#define ASSEMBLE_TRADE_H

#include "assemble_world.h"

#include <stdlib.h>

struct piece {
    const char *id, *from, *to, *text, *hs;
    int day, kg; /* net; below 0: with the packing */
    int seized;  /* on this day; 0: not */
};

static void add_piece(struct buf *b, const struct piece *p)
{
    char date[16];
    int year, month, day;
    date_civil(20454 + p->day, &year, &month, &day); /* from 2026-01-01 on */
    snprintf(date, sizeof date, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
    buf_add_f(
        b,
        "{\"id\":\"%s\",\"mode\":\"air\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\","
        "\"departed\":\"%s\"}],\"parties\":[{\"role\":\"shipper\",\"name\":\"%s\",\"country\":"
        "\"%s\"},{\"role\":\"consignee\",\"name\":\"%s\",\"country\":\"AE\"}],\"goods\":[{"
        "\"line\":1,\"description\":\"%s\",\"hs\":\"%s\",\"%s_kg\":%d,\"value\":5000,"
        "\"currency\":\"USD\"}]",
        p->id, date, p->from, strncmp(p->from, "Sablon", 6) == 0 ? "AE" : "CN", p->to, p->text,
        p->hs, p->kg < 0 ? "gross" : "net", abs(p->kg));
    if (p->seized) {
        date_civil(20454 + p->seized, &year, &month, &day);
        buf_add_f(b, ",\"outcome\":{\"status\":\"seized\",\"at\":\"%04d-%02d-%02d\"}", year % 10000,
                  month % 100, day % 100);
    }
    buf_add_z(b, "}\n");
}

/* Firms that trade ordinary things, and now and then one part. */
static void background(struct buf *b, int n)
{
    static const struct {
        const char *text, *hs;
    } goods[] = {{"cotton gloves", "611610"}, {"steel bolts", "731815"}, {"toys", "950300"},
                 {"paper", "480256"},         {"tea", "090240"},         {"lamps", "940540"}};
    uint64_t seed = 3;
    for (int i = 0; i < n; i++) {
        char id[16], from[32], to[32];
        size_t what = random_below(&seed, N_OF(goods)), part = random_below(&seed, 40);
        snprintf(id, sizeof id, "H%05d", i);
        snprintf(from, sizeof from, "Hanbok%03zu Export", random_below(&seed, 150));
        snprintf(to, sizeof to, "Qasr%03zu Import", random_below(&seed, 150));
        struct piece p = {id,
                          from,
                          to,
                          goods[what].text,
                          goods[what].hs,
                          (int)random_below(&seed, 700),
                          (int)(10 + random_below(&seed, 500)),
                          0};
        if (part < N_OF(parts)) {
            p.text = parts[part].text;
            p.hs = parts[part].hs;
        }
        add_piece(b, &p);
    }
}

#endif
