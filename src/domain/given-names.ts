/**
 * First names common in Indonesia, Lampung and its settlers from Java, Bali and Sunda among them: a bare word of these
 * is a name. Others are believed when a company, a role or "nama saya" stands beside them.
 */
export const givenNames: ReadonlySet<string> = new Set(
  `abdul abdullah abdurrahman abidin achmad ade adi aditya adnan afandi afrizal agung agus agustina agustinus ahmad
  ahmadi aini aisyah aji akbar akhmad aldi alex alfian ali alif alim alwi amalia aman amelia amin amir amri ana
  anang anas andi andika andre andreas andri andriani andriansyah anggi anggoro anggraini ani anisa anita anjar
  annisa anton antoni anwar aprilia ardi ardian ardiansyah arie arif arifin aris arman arya aryo asep asih asmara
  asnawi asti astuti atik ayu azhar azis aziz azizah bagas bagus bahrudin bakri bambang bayu beni benny bima bobby
  budi budiman budiono burhan cahyo cahyono candra catur chandra christina citra dadang dahlan damar danang dani
  daniel danu darma darmawan darwin darwis david dede deden dedi dedy deni denny desi desy devi dewa dewi diah dian
  diana didi didik dika dimas dina dini dita dito djoko dodi dody doni donny dwi dyah eddy edi edwin efendi efriza
  eka eko ela eli elisa elly elsa emi endah endang eni erik erika erlangga erna ernawati erni erwin esti euis eva
  evi fachri fadhil fadli fahmi fahri faisal fajar farah farhan farid fatimah fatma fauzan fauzi fauziah febri
  febriana feri ferry fikri firman firmansyah fitri fitria fitriani fransiska gatot gede geri gilang gina giri gita
  gunawan guntur gusti hadi hafiz haikal hakim halim halimah hamdan hamid hamzah handoko hani hanif hariadi haris
  hariyanto hartati hartono haryanto haryono hasan hasanah hasanudin hasbi hasim hasna hendra hendri hendrik heni
  henny heri herlina herman hermawan herry heru hesti hidayat husen husin husna ibnu ibrahim ida ika ikbal ikhsan
  ilham ilyas imam iman imas imron ina indah indra indri inggit intan iqbal ira irawan irfan irma irman irsyad
  irwan isa iskandar ismail iswanto ita iwan izzah jaka jamal jamaludin jefri jihan johan joko jono juanda juli
  julia julianto jumadi junaidi juwita kadek karim karina karsa kartika kartini karto kasim ketut khadijah khairul
  khoirul khotimah komang kurnia kurniawan kusnadi kusuma laila lala lasmi lely leni lestari lia lidya lili lilik
  lilis lina linda lisa lita lukman luluk lusi lutfi luthfi made mahmud mardi maria mariana marlina marni marsudi
  maryam maryanto maryati maulana maya mega meilani melati meli merry mery mia mila mira mochamad moh mohamad
  mohammad muchlis mufid muhamad muhammad muhidin mujiono mukhlis mulyadi mulyani mulyono munir murni musa mustafa
  mustofa mutia nabila nadia nana nanang nanda nani narto nasir nasrul natalia nathan neneng neni ngatiman nia
  niken nila nina nisa nita nizar nopi nova novi novia novita nugroho nur nuraini nurdin nurhayati nuri nurul
  nuryanto nyoman oki okta oktavia paijo panji parjo parman prasetyo pratama pratiwi priyanto priyono puji purnama
  purnomo purwanto putri putu rachmat raden rafli rahayu rahma rahman rahmat rahmawati raihan raka rama ramadhan
  ramdan ramli rangga rani rara ratih ratna ratu razak reni reno resti reza rian ricky rico ridho rido ridwan rifai
  rifki rika riki rina rini rio ris riska risma rita riwayati riyan riyanto rizal rizka rizki rizky robby robert
  robi rohman rohmat romi roni ronny rosa rosdiana rosita roy rudi rudy rusdi ruslan rusli rusman sabar sabrina
  safitri saiful sakinah salim salma salman samsudin samsul sandra santi santoso sapri saputra sarah sari sarif
  satria sekar septi septian setiawan setyo shinta sigit sinta siska siti slamet sofia sofyan solihin solikin sonia
  sony sri subagyo subur sucipto sudarsono sudirman sugeng sugianto sugiarto sugiman sugiono suharto suhendra
  suherman sujarwo sukardi sukarman sulaiman sulastri sulis sulistyo sumarni sumarno sumiati sunardi sunarto
  supardi suparman suparno supri supriadi supriyadi supriyanto surya suryadi suryani suryanto susanti susanto susi
  susilo sutarno sutejo sutrisno suwarno suyanto suyono syahrial syahrul syaiful syamsul syarif syarifah tantri
  taufik taufiq teguh tika tini titik tito tomi tommy toni tono topan toto tri trisno tuti tutik udin ujang uli
  umar umi untung usman vera vina vivi wahid wahyu wahyudi wahyuni wati wawan wayan widodo widya wiji wildan
  winarno winda wisnu wiwik wiwin wulan wulandari yadi yahya yana yani yanti yanto yanuar yati yayan yeni yenny
  yoga yogi yohanes yono yosef yuda yudha yudi yudistira yulia yuliana yulianti yulianto yuni yunita yunus yusran
  yusril yusuf yuyun zainal zainudin zakaria zaki zubaidah zulfa zulfikar zulkarnain zulkifli`.split(/\s+/),
)
