package disclosure

import (
	"regexp"
	"strings"
)

// words is a set of words in small letters.
type words map[string]bool

func listOf(texts ...string) words {
	set := words{}
	for _, text := range texts {
		for _, word := range strings.Fields(text) {
			set[word] = true
		}
	}
	return set
}

// has tells whether a word is in the set, also as a genitive or a plural with
// an apostrophe ("oma's").
func (w words) has(word string) bool { return w[strings.TrimSuffix(word, "'s")] }

// isPerson tells whether a word stands for those who were spoken with, by
// itself or by its ending.
func isPerson(word string) bool { return people.has(word) || personEnding.MatchString(word) }

var (
	// people are the words for those who were spoken with, and for the talks.
	people = listOf(`ouder ouders moeder moeders vader vaders jongere jongeren gezin gezinnen deelnemer deelnemers
		mensen gesprek gesprekken interview interviews gesprekspartner gesprekspartners geïnterviewde geïnterviewden
		stel stellen personen volwassene volwassenen bewoner bewoners alleenstaande alleenstaanden
		meisje meisjes jongen jongens oma omas opa opas mantelzorger mantelzorgers verzorger verzorgers
		opvoeder opvoeders voogd voogden echtpaar echtparen ouderpaar ouderparen`,
		`parent parents mother mothers father fathers families family people persons adult adults
		grandparent grandparents guardian guardians carer carers participant participants conversation conversations resident residents couple couples`)

	// personEnding ends the other words for them ("pleegouders", "stepmother"),
	// and no "schouders" or "houders".
	personEnding = regexp.MustCompile(`(?:[^h]ouders?|moeders?|vaders?|gezin(?:nen)?|mothers?|fathers?)$`)

	// anyone is one of them, but also whom people would like to have ("één mens
	// die blijft"): it counts with a word of saying alone.
	anyone = listOf(`mens persoon iemand person`)

	// children are people too where few were spoken with: their number tells
	// one family from another.
	children = listOf(`kind kinderen zoon zonen dochter dochters child children son sons daughter daughters`)

	// others are those whom texts speak of in general ("alle leerlingen"): only
	// a number of them counts.
	others = listOf(`leerling leerlingen scholier scholieren student studenten vluchteling vluchtelingen statushouder
		statushouders broer broers broertje broertjes zus zussen zusje zusjes`,
		`pupil pupils student students refugee refugees brother brothers sister sisters`)

	// those stand for people named before.
	those = listOf(`hen hun ons ze them us`)

	// thereof say after a number that it is of what was named before.
	thereof = listOf(`daarvan hiervan ervan`)

	// dozens are a number that is not said exactly.
	dozens = listOf(`tientallen honderden duizenden dozijnen dozens hundreds thousands`)

	// says are the words by which a text tells what people said or felt.
	says = listOf(`zei zeiden zegt zeggen noemt noemen noemde noemden vond vonden vindt vinden vertelt vertellen vertelde
		vertelden wil willen wilde wilden denkt denken dacht dachten ervaart ervaren ervaarde ervaarden mist missen miste misten
		kent kennen kende kenden voelt voelen voelde voelden hoopt hopen hoopte hoopten`,
		`said say says mention mentions mentioned want wants wanted told tell tells find finds found felt feel feels know knew`)

	// spoke are the words of saying alone, of which nothing but words is said.
	spoke = listOf(`zei zeiden zegt zeggen noemt noemen noemde noemden vertelt vertellen vertelde vertelden vond vonden
		vindt vinden dacht dachten denkt denken`,
		`said say says mentioned told`)

	// spoken says that it was said.
	spoken = listOf(`genoemd gezegd verteld benoemd aangegeven mentioned said`)

	// acts begin what somebody did, after an amount that opens a clause.
	acts = listOf(`had hadden heeft hebben waren kwamen kregen gingen konden wisten zochten bleven weten had have were`)

	// states follow a part of people ("een op de vijf is alleen").
	states = listOf(`is zijn was kan kunnen krijgt krijgen komt komen doet doen gaat gaan weet zoekt zoeken is are can`)

	// beforeAges stand before a number that is an age, an hour or a class.
	beforeAges = listOf(`je jouw hun haar boven na onder tot vanaf sinds om rond groep klas`)

	// between stand between a word of saying and the amount that it is of.
	between = listOf(`er maar slechts ook wel alleen bijvoorbeeld`)

	// times turn an amount into how often something was said.
	times = listOf(`keer maal x times`)

	// what may stand between a word of saying and "allemaal".
	what = listOf(`dit dat het zo er hetzelfde ook`)

	// joins stand between an amount and the people or the whole that it is of.
	joins    = listOf(`van of uit op in`)
	articles = listOf(`de het die deze onze hun alle the these those our`)

	// describe are the English adjectives that people have here; in Dutch an
	// adjective is known by its -e.
	describe = listOf(`single young older other lonely new first such different`)

	// shares are parts of people; most of them also need what they are of.
	shares = [][]string{
		{"de", "helft"}, {"driekwart"}, {"half"}, {"drie", "kwart"}, {"een", "derde"}, {"een", "kwart"}, {"twee", "derde"},
		{"a", "third"}, {"one", "third"}, {"two", "thirds"}, {"a", "quarter"}, {"one", "quarter"}, {"three", "quarters"},
		{"tweederde"}, {"eenderde"}, {"een", "vijfde"}, {"½"}, {"⅓"}, {"¼"}, {"⅔"}, {"¾"},
	}

	// some say how many without a number.
	some = [][]string{
		{"een", "handvol"}, {"een", "paar"}, {"een", "aantal"}, {"de", "meerderheid"}, {"een", "meerderheid"},
		{"een", "minderheid"}, {"de", "minderheid"}, {"het", "merendeel"}, {"het", "grootste", "deel"}, {"een", "groot", "deel"},
		{"de", "meeste"}, {"vrijwel", "alle"}, {"bijna", "alle"}, {"enkele"}, {"weinig"}, {"meerdere"}, {"veel"}, {"een", "enkele"},
		{"most"}, {"many"}, {"a", "few"}, {"few"}, {"a", "handful"}, {"several"}, {"the", "majority"},
	}

	// alone say how few by themselves.
	alone = [][]string{{"een", "enkeling"}, {"de", "meesten"}}

	// allBut is all, or all but one.
	allBut = [][]string{{"op", "één", "na"}, {"op", "eén", "na"}, {"op", "een", "na", "iedereen"}, {"all", "but", "one"}}

	// whole is everybody or nobody; pairs are two of a kind.
	whole   = listOf(`alle elke iedere ieder geen all every none`)
	pairs   = listOf(`beide both`)
	anybody = listOf(`iedereen niemand everybody everyone nobody`)
	agreed  = listOf(`eens agree agreed`)

	// single points at one person, after one of singles.
	single  = listOf(`enige only`)
	singles = listOf(`de het als the as`)

	percent = listOf(`% procent percent percentage`)
)
