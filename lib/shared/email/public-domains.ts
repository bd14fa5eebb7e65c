/** Anyone can have an address there, so it says nothing about whose colleague someone is. */
const publicDomains = new Set(
  [
    'gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com msn.com',
    'yahoo.com yahoo.co.uk yahoo.co.in yahoo.co.jp yahoo.de yahoo.fr yahoo.es yahoo.it ymail.com',
    'rocketmail.com icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me',
    'gmx.de gmx.net gmx.com gmx.at gmx.ch web.de freenet.de t-online.de mail.de mail.com',
    'mail.ru yandex.ru yandex.com rambler.ru qq.com 163.com 126.com sina.com naver.com',
    'orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it',
    'bluewin.ch hispeed.ch comcast.net verizon.net att.net sbcglobal.net cox.net charter.net',
    'btinternet.com sky.com virginmedia.com talktalk.net bigpond.com optusnet.com.au shaw.ca',
    'rogers.com uol.com.br bol.com.br terra.com.br zoho.com fastmail.com hey.com tutanota.com',
    'hotmail.fr hotmail.de hotmail.it hotmail.es outlook.de outlook.fr live.co.uk live.fr',
    'hotmail.nl hotmail.be hotmail.se live.nl live.be live.de live.it live.ca live.com.au',
    'outlook.es outlook.it outlook.at outlook.jp yahoo.ca yahoo.com.au yahoo.com.br yahoo.com.mx',
    'yahoo.nl yahoo.se yahoo.com.tw yahoo.com.hk aol.co.uk aol.de aol.fr zohomail.com duck.com',
    'tuta.com tuta.io tutamail.com posteo.de mailbox.org hushmail.com gmx.fr gmx.es gmx.co.uk',
    'arcor.de email.de freemail.hu wp.pl o2.pl onet.pl interia.pl op.pl seznam.cz centrum.cz',
    'ziggo.nl kpnmail.nl planet.nl xs4all.nl telenet.be skynet.be abv.bg ukr.net bk.ru inbox.ru',
    'list.ru ya.ru foxmail.com 139.com sohu.com aliyun.com hanmail.net daum.net docomo.ne.jp',
    'ezweb.ne.jp rediffmail.com alice.it tin.it neuf.fr telefonica.net sapo.pt ig.com.br',
    'earthlink.net juno.com bellsouth.net frontier.com optonline.net ntlworld.com',
    'blueyonder.co.uk xtra.co.nz iinet.net.au sympatico.ca telus.net privaterelay.appleid.com',
  ].flatMap((line) => line.split(' ')),
);

/** @param domain in lower case, in ASCII */
export function isPublicDomain(domain: string): boolean {
  return publicDomains.has(domain);
}

/** The domain of an address as it is a key; of anything else, an empty text. */
export function domainOf(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? '' : email.slice(at + 1);
}

/** The domain of an address that belongs to an organization; null: a public one, or none. */
export function ownDomainOf(email: string): string | null {
  const domain = domainOf(email);
  return domain !== '' && !publicDomains.has(domain) ? domain : null;
}
