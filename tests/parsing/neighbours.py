"""Entries whose ends and beginnings invite to run on, side by side on a page.

The articles do not exist; most journals do. Each of `ENDS` is followed by each of
`BEGINNINGS`, in each container.
"""

from __future__ import annotations

ENDS = {
    "pages": "Adler KM. Venous anatomy. Radiology. 2019;290(2):451-9.",
    "a single page": "Adler KM. Venous anatomy. Radiology 2019; 290:1.",
    "an article number": "Adler KM. Venous anatomy. Insights Imaging. 2019;10(1):45.",
    "an electronic number": "Adler KM. Venous anatomy. PLoS One. 2019;14(1):e0123456.",
    "a Cochrane number": "Adler KM. Venous anatomy. Cochrane Database Syst Rev. 2019;1:CD001234.",
    "pages with letters before": "Adler KM. Venous anatomy. Neurosurgery 2019;66:ONS139-45.",
    "pages with letters after": "Adler KM. Venous anatomy. Am J Cardiol 2019;66:143D-150D.",
    "pages of the web": "Adler KM. Venous anatomy. AJR Am J Roentgenol 2019;195(1):W12–W19.",
    "blanks around the dash": "Adler KM. Venous anatomy. Radiology 2019; 255: 1 – 9.",
    "a discussion": "Adler KM. Venous anatomy. Neurosurgery 2019;66:58-67; discussion 67.",
    "a note": "Adler KM. Venous anatomy. Radiology. 2019;290(2):451-9. Review.",
    "ahead of print": "Adler KM. Venous anatomy. Radiology. 2019;290:451-9. Epub 2018 Dec 5.",
    "a PMID": "Adler KM. Venous anatomy. Radiology. 2019;290:451-9. PMID: 30308470; PMCID: PMC2840000.",
    "a DOI": "Adler KM. Venous anatomy. Radiology. 2019;290:451-9. doi:10.5555/radiol.2019451",
    "a link": "Adler KM. Venous anatomy. Radiology. 2019;290(2):451-9. PubMed",
    "links": "Adler KM. Venous anatomy. Radiology 2019;290:451–9. Crossref, Medline, Google Scholar",
    "links in brackets": "Adler KM. Venous anatomy. Radiology. 2019;290:451-9. [DOI] [PubMed] [Google Scholar]",
    "a count": "Adler KM. Venous anatomy. Radiology. 2019;290(2):451-9. Cited by 23",
    "the house style": "Adler KM et al: Venous anatomy. Radiology. 290(2):451-9, 2019",
    "the house style and a link": "Adler KM et al: Venous anatomy. Radiology. 290(2):451-9, 2019 View abstract",
    "the house style, ahead": "Adler KM et al: Venous anatomy. Radiology. ePub, 2019",
    "a day of access": "Adler KM: Veins. https://example.org/veins. Accessed March 3, 2021",
    "a book": "Osborn AG. Osborn's Brain. Philadelphia: Elsevier; 2018.",
    "pages of a book": "Adler KM. Venous anatomy. Elsevier; 2019. p. 12-20.",
    "pages after pp.": "Adler KM. Venous anatomy. Int J Neurol. 2019, 82, pp. 205-229.",
    "a number of pages": "Adler KM. Venous anatomy. Philadelphia: Elsevier; 2019. 425 p.",
    "a publisher": "Adler KM. Venous anatomy. In: Brant WE, ed. Fundamentals. Philadelphia: Elsevier.",
    "in press": "Adler KM. Venous anatomy. Radiology. In press.",
    "the year in parentheses": "Adler KM. Venous anatomy. Radiology 290:451-459 (2019).",
    "no year": "European Society of Radiology. Statement on imaging.",
    "a comma": "Adler KM. Venous anatomy. Radiology 290 (2019): 451-459,",
    "a semicolon": "Adler KM. Venous anatomy. Radiology 290, 451 (2019);",
}
BEGINNINGS = {
    "a person": "Costa R. Contrast agents. Eur Radiol. 2020;30(4):1871-80.",
    "the house style": "Costa R: Contrast agents. Eur Radiol. 30(4):1871-80, 2020",
    "a double name": "Al-Costa R-B, Dvorak L-J. Contrast agents. Eur Radiol. 2020;30(4):1871-80.",
    "a particle": "van der Costa RB. Contrast agents. Eur Radiol. 2020;30(4):1871-80.",
    "initials first": "R.B. Costa, L. Dvorak. Contrast agents. Eur Radiol. 2020;30(4):1871-80.",
    "a full name": "Costa Rita, Dvorak Lena. Contrast agents. Eur Radiol. 2020;30(4):1871-80.",
    "a body": "American College of Radiology. ACR manual on contrast media. Reston, VA: ACR; 2018.",
    "a body and a colon": "American College of Radiology: ACR manual on contrast media. ACR, 2018",
    "a group": "WHO Classification of Tumours Editorial Board. Brain tumours. Lyon: IARC; 2021.",
    "the group": "The Cancer Atlas Research Network. Genomic data. Nature. 2011;256:10-19.",
    "a title": "Imaging of the sella: a review. Radiology. 2011;256(1):10-19.",
    "a quotation": '"Orbit imaging." Radiology. 2011;256(1):10-19.',
    "no authors": "[No authors listed]. Orbit imaging. Radiology. 2011;256(1):10-19.",
    "an address": "https://www.acr.org/manual. Accessed March 3, 2021.",
    "a small letter": "radiopaedia.org contributors. Facial nerve. Reference article. 2021.",
    "a digit": "3D Slicer. Image computing platform. Boston: Harvard; 2019.",
}
LAST = "Eriksen PH. Perfusion of renal masses. AJR Am J Roentgenol. 2018;211(1):97-105."
CONTAINERS = {
    "numbers": "References\n1. {0}\n2. {1}\n3. {2}\n",
    "brackets": "References\n[1] {0}\n[2] {1}\n[3] {2}\n",
    "bare numbers": "References\n1 {0}\n2 {1}\n3 {2}\n",
    "parentheses": "References\n(1) {0}\n(2) {1}\n(3) {2}\n",
    "PubMed's colons": "1: {0}\n\n2: {1}\n\n3: {2}\n",
    "no heading": "1. {0}\n2. {1}\n3. {2}\n",
    "ol": "<html><body><h2>References</h2><ol><li>{0}</li><li>{1}</li><li>{2}</li></ol></body></html>",
    "ul": "<html><body><h2>References</h2><ul><li>{0}</li><li>{1}</li><li>{2}</li></ul></body></html>",
    "p": "<html><body><h2>References</h2><p>{0}</p><p>{1}</p><p>{2}</p></body></html>",
    "numbered p": "<html><body><h2>References</h2><p>1. {0}</p><p>2. {1}</p><p>3. {2}</p></body></html>",
    "bullets": "References\n• {0}\n• {1}\n• {2}\n",
    "blank lines": "References\n\n{0}\n\n{1}\n\n{2}\n",
    "lines": "References\n{0}\n{1}\n{2}\n",
    "on one line": "References\n1. {0} 2. {1} 3. {2}",
    "on one line, brackets": "References\n[1] {0} [2] {1} [3] {2}",
}
