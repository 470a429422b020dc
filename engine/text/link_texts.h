// Sentences about triads and circles, in Dutch (B1) and English, for staff and for the people themselves.
//
// Pure; any thread. Nobody is told the other's needs: what is said is what they would do together, where and when.
#ifndef KLIK_ENGINE_TEXT_LINK_TEXTS_H_
#define KLIK_ENGINE_TEXT_LINK_TEXTS_H_

#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "engine/match/circles.h"
#include "engine/match/triads.h"
#include "engine/text/catalogue.h"

namespace klik::engine {

// The pair a bar of a triad is about; of all three: resident and volunteer. The three must be in the snapshot.
PairText PairOf(TriadPair pair, const EntityId& resident, const Triad& triad, const Snapshot& snapshot,
                const Policy& policy);

// How they get there, when, and what comes after. Empty without a way.
std::vector<std::string> TriadTexts(const Triad& triad, Language language);

// Why the triad is not eligible, one sentence. `pair` is the one that PairOf gives for the bar.
std::string TriadBarText(const PairText& pair, const TriadBar& bar, Language language);

// What they share, when and where they meet, and how far it is.
std::vector<std::string> CircleTexts(const Circle& circle, const Taxonomy& taxonomy, Language language);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_TEXT_LINK_TEXTS_H_
