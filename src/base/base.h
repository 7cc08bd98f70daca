/* base/ - what every room stands on: memory, strings, containers, byte input, CSV and JSON,
 * errors, threads. It knows nothing about trade. This header includes them all. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/arena.h"
#include "base/csv.h"
#include "base/date.h"
#include "base/evidence.h"
#include "base/input.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/saved.h"
#include "base/sets.h"
#include "base/sort.h"
#include "base/status.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"

#endif
