#include "clients/demo/names.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace klik::demo {
namespace {

// First names of those born up to and including a year.
struct Generation {
  int until;
  std::string_view women;
  std::string_view men;
};

constexpr std::array<Generation, 4> kGenerations = {{
    {1951,
     "Truus Gerda Ans Nel Riet Corrie Tiny Bep Annie Jannie Greet Toos Alie Geertje Dieuwertje Trijntje Neeltje Afra "
     "Jopie "
     "Willy Rie Marie Sjaan Lies Guurtje Aafje Vera Agatha",
     "Jan Piet Wim Kees Klaas Jaap Cor Nico Gerrit Henk Siem Arie Theo Simon Dirk Jos Sjaak Joop Teun Aris Tames Ger "
     "Freek "
     "Adrie Bertus Maarten Wouter Rem"},
    {1975,
     "Marja Ria Marian Ineke Anneke Petra Monique Yvonne Karin Astrid Jolanda Carla Wilma Jacqueline Ellen Margriet "
     "Loes "
     "Mieke Tineke Anja Bianca Sandra Esther Marieke Saskia Lia",
     "Peter Hans Rob Ron Frank Marcel Erik John René Paul Ruud Bert Jeroen Edwin Richard Marco Martin Patrick Gert Ton "
     "Fred "
     "Nico Kees Wilco Dennis André"},
    {1997,
     "Linda Kim Marloes Sanne Lisa Femke Anouk Lotte Iris Manon Laura Daphne Michelle Eline Joyce Nienke Wendy Maaike "
     "Ilse "
     "Roos Suzanne Evelien Merel Inge",
     "Bas Tim Jeroen Thijs Mark Rick Niels Stefan Sander Jasper Kevin Mike Robin Joris Koen Roy Wesley Jorrit Bart "
     "Luuk "
     "Tom Danny Nick Mathijs"},
    {9999,
     "Emma Noa Sophie Julia Anna Lieke Fleur Isa Eva Lynn Jasmijn Saar Tess Nina Femke Maud Liv Yara Fenna Mila Britt "
     "Elin",
     "Daan Sem Lucas Levi Finn Jesse Milan Thijs Bram Ruben Luuk Stijn Sven Lars Jayden Tijn Mees Julian Max Gijs Jens "
     "Noud"},
}};

constexpr std::string_view kDutchSurnames =
    "Bakker Schouten Ruiter Groot Kuin Reus Dekker Koomen Neefjes Vriend Laan Smit Visser Mulder Bos Kok Vlaar "
    "Appelman "
    "Schilder Deen Haakman Hauwert Broers Buishand Botman Braas Danenberg Dol Ruijter Wit Zwaan Sijm Slagter Spruit "
    "Steltenpool "
    "Stam Vet Weel Wagemaker Beerepoot Bijvoet Boon Boots Commandeur Conijn Druif Entius Feld Gieling Grooteman Hoff "
    "Huisman Jong Kaagman Karsten Kistemaker Klaver Kok Koning Kooiman Koopman Kreuk Kroon Kuiper Langedijk Loos "
    "Manshanden "
    "Mantel Mol Nooij Oud Pater Peerdeman Pronk Raven Rood Sneekes Swier Timmer Tool Tros Veer Vlug Vos Water Wever "
    "Zee";
// With a prefix; the underscore stands for a space.
constexpr std::string_view kPrefixedSurnames =
    "de_Vries de_Jong de_Boer de_Wit de_Haan van_Dijk van_den_Berg van_der_Meer van_der_Gulik de_Lange van_Diepen "
    "de_Graaf "
    "van_Zanten de_Beer van_Langen van_der_Thiel de_Haas van_Westen";

constexpr std::array<Origin, 11> kOrigins = {{
    {"", "", "", "", 9080, 120},
    {"pl", "Agata Ewa Halina Joanna Katarzyna Malgorzata Monika Zofia Beata Ola",
     "Andrzej Jacek Krzysztof Marek Piotr Tomasz Pawel Wojtek Adam",
     "Kowalska Nowak Mazur Wojcik Lis Zielinski Krol Wrona Pawlak Baran", 290, 72},
    {"ar", "Amina Fatima Hala Layla Nour Rania Salma Yasmin", "Ahmad Bilal Hassan Khaled Mahmoud Omar Samir Yusuf",
     "Haddad Khoury Mansour Nasser Saleh Darwish Aziz Hamdan", 140, 68},
    {"tr", "Ayla Elif Emine Fatma Hatice Leyla Meryem Zeynep", "Ahmet Ali Emre Hasan Kemal Mehmet Mustafa Yusuf",
     "Yilmaz Kaya Demir Aydin Arslan Polat Kurt Tekin", 80, 76},
    {"uk", "Olena Iryna Natalia Oksana Halyna Tetiana Yulia Kateryna",
     "Andriy Bohdan Dmytro Ivan Mykola Oleh Serhiy Taras", "Bondar Koval Melnyk Shevchuk Tkach Lysenko Moroz Rudenko",
     110, 78},
    {"en", "Alice Claire Grace Helen Joan Lucy Ruth Sarah", "Alan David George James Mark Oliver Simon William",
     "Baker Clarke Evans Hill Martin Taylor Ward Young", 70, 84},
    {"de", "Anke Brigitte Heike Ingrid Karin Monika Sabine Ute", "Bernd Dieter Heinz Jens Klaus Rolf Uwe Werner",
     "Bauer Fischer Klein Lange Richter Schmidt Wagner Weber", 80, 90},
    {"es", "Ana Carmen Elena Lucia Maria Pilar Rosa Sofia", "Carlos Diego Javier Jose Luis Miguel Pablo Rafael",
     "Garcia Lopez Martinez Morales Perez Ramos Ruiz Torres", 50, 76},
    {"ti", "Abeba Feven Helen Luwam Mebrat Rahel Saba Selam", "Abraham Daniel Filmon Kidane Merhawi Samuel Tekle Yonas",
     "Berhane Ghebre Haile Kiflay Mehari Tesfay Woldu Zerai", 60, 60},
    {"fa", "Azadeh Laleh Maryam Mina Nasrin Parisa Shirin Zahra", "Ali Amir Dariush Farid Hamid Kian Navid Reza",
     "Ahmadi Karimi Moradi Noori Rahimi Sadeghi Tehrani Yazdani", 30, 70},
    {"ro", "Alina Andreea Cristina Elena Ioana Mihaela", "Alexandru Bogdan Ion Mihai Radu Vasile",
     "Popescu Ionescu Marin Radu Stan Dumitru", 40, 62},
}};

std::string PickWord(std::string_view words, Random& random) {
  const std::vector<absl::string_view> list = absl::StrSplit(absl::string_view(words.data(), words.size()), ' ');
  return std::string(random.Pick(list));
}

bool IsWoman(v1::Gender gender, Random& random) {
  if (gender == v1::FEMALE) return true;
  if (gender == v1::MALE) return false;
  return random.Chance(500);
}

// The surname, prefix first with spaces.
std::string PickSurname(const Origin& origin, Random& random) {
  if (!origin.language.empty()) return PickWord(origin.surnames, random);
  std::string surname = PickWord(random.Chance(130) ? kPrefixedSurnames : kDutchSurnames, random);
  std::replace(surname.begin(), surname.end(), '_', ' ');
  return surname;
}

// `de Vries` becomes `de V.`: the prefix stays, the name itself is one letter.
std::string Shortened(const std::string& surname) {
  const std::size_t space = surname.rfind(' ');
  const std::size_t start = space == std::string::npos ? 0 : space + 1;
  return absl::StrCat(surname.substr(0, start + 1), ".");
}

}  // namespace

const Origin& PickOrigin(int age, Random& random) {
  std::array<int, kOrigins.size()> weights;
  std::transform(kOrigins.begin(), kOrigins.end(), weights.begin(),
                 [&](const Origin& origin) { return age <= origin.oldest ? origin.weight : 0; });
  return kOrigins[random.PickWeighted(weights)];
}

std::string PickDisplayName(const Origin& origin, v1::Gender gender, int birth_year, int age, Random& random) {
  const bool woman = IsWoman(gender, random);
  const auto generation = std::find_if(kGenerations.begin(), kGenerations.end(),
                                       [&](const Generation& g) { return birth_year <= g.until; });
  const std::string first = origin.language.empty() ? PickWord(woman ? generation->women : generation->men, random)
                                                    : PickWord(woman ? origin.women : origin.men, random);
  std::string surname = PickSurname(origin, random);
  const bool formal = age >= 65 && (gender == v1::FEMALE || gender == v1::MALE) && random.Chance(300);
  if (!formal) return absl::StrCat(first, " ", Shortened(surname));
  return absl::StrCat(woman ? "mevr. " : "dhr. ", first.substr(0, 1), ". ", surname);
}

}  // namespace klik::demo
