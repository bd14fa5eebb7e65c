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
  ].flatMap((line) => line.split(' ')),
);

/** @param domain in lower case, in ASCII */
export function isPublicDomain(domain: string): boolean {
  return publicDomains.has(domain);
}

/** The domain of an address that belongs to an organization; null: a public one, or none. */
export function ownDomainOf(email: string): string | null {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return email.includes('@') && domain !== '' && !publicDomains.has(domain) ? domain : null;
}
