/** Everyday Dutch nouns, spelled as they sound; the list of internal/research/reference.go. */
export const nouns: readonly string[] = `
appel anker arend bakker balkon ballon bank beker berg bezem bloem boek boom boter brief brood brug
bus cirkel citroen dak dennen deur dobber doos dorp draad draak druif duin eend egel eik emmer fiets
fles fluit fontein gans garen gras gieter gitaar glas gordel haak haas hamer handdoek hark haven hek
helm hengel herfst hoed honing hut iglo inkt jas kaars kaart kabel kachel kade kamer kano kapstok kast
kegel kelder kers ketel klaver klok knoop koffer kom komeet koning kopje korenveld kraan kraal krant
krekel kring kruik kubus kussen kust kwast ladder lamp lantaarn lepel lente linde lint maan mand mantel
markt mast meer melk merel molen mos muts naald nest net noot olie oever orgel oven paal pad palm papier
parel paard peer pen perron pet piano pijl plank plein pleister poort pop potlood raam radijs regen rietje
ring rivier rok roos rots ruit sjaal slak sleutel slot sneeuw snoer spade specht spiegel spijker spoor
stal steen steiger ster stoel stoep strik strand struik tafel tak tas tegel tent tol toren touw trap trein
trommel tuin tulp uil vaas varen veer veld venster vijver vlag vlieger vlinder vloer vos vuur waaier wagen
water wei wekker wiel wilg wimpel winter wolk wortel zadel zak zand zee zeil zomer zon zwaan zwaluw`
  .trim()
  .split(/\s+/);
