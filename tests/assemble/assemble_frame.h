/* A small world up to its hypotheses, for tests that look into assemble/. */
#ifndef ASSEMBLE_FRAME_H
#define ASSEMBLE_FRAME_H

#include "assemble_trade.h"

#include "assemble/alone.h"

static inline void frame_prepare(struct as_context *x, struct pool *pool)
{
    struct seine_error err = {0};
    assert_ok(as_prepare(x, pool, &err));
    assert_ok(as_watches(x, &err));
    assert_ok(as_relays(x, pool, &err));
    assert_ok(as_inherit(x, &err));
    assert_ok(as_fits(x, &err));
    assert_ok(as_entries(x, pool, &err));
    assert_ok(as_profiles(x, pool, &err));
    assert_ok(as_lives_init(x, &err));
    assert_ok(as_units(x, pool, &err));
    assert_ok(as_hypotheses(x, pool, &err));
}

/* A world whose hypotheses are ready. */
struct frame {
    struct buf text;
    struct world w;
    struct arena arena;
    struct as_context x;
};

static inline void frame_init(struct frame *f, void (*add)(struct buf *b))
{
    buf_init(&f->text, 16 * MIB);
    add(&f->text);
    world_run(&f->w, buf_str(&f->text), 1);
    arena_init(&f->arena, LIMIT_ARENA);
    f->x = (struct as_context){.in = &f->w.in, .arena = &f->arena};
    frame_prepare(&f->x, f->w.pool);
    assert_true(f->x.hypotheses.n > 0);
}

static inline void frame_release(struct frame *f)
{
    as_context_release(&f->x);
    world_release(&f->w);
    buf_release(&f->text);
}

#endif
