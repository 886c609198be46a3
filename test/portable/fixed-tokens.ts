/**
 * Keys and tokens that are the same bytes on every runtime, one token for each algorithm and some that runtimes differ on.
 *
 * Signed once, with key pairs that nobody holds any more. All tokens have one payload: see `FIXED_CLAIMS`.
 */

/** What every token here claims. */
export const FIXED_CLAIMS = {
  iss: 'https://tokens.acme.dev',
  aud: 'https://api.acme.dev',
  sub: 'user-1',
  client_id: 'app',
  jti: 'fixed-1',
  iat: 1800000000,
  exp: 1800000900,
  scope: 'read:orders',
} as const;

const PAYLOAD: string =
  'eyJpc3MiOiJodHRwczovL3Rva2Vucy5hY21lLmRldiIsImF1ZCI6Imh0dHBzOi8vYXBpLmFjbWUuZGV2Iiwic3ViIjoidXNlci0xIiwiY2xpZW50X2lkIjoiYXBwIiwianRpIjoiZml4ZWQtMSIsImlhdCI6MTgwMDAwMDAwMCwiZXhwIjoxODAwMDAwOTAwLCJzY29wZSI6InJlYWQ6b3JkZXJzIn0';

/** The secret of the HS* tokens, 64 bytes of UTF-8. */
export const FIXED_SECRET: string = 'a fixture secret of sixty-four bytes, long enough for SHA-512 ..';

/** Public keys by `kid`. */
export const FIXED_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  rsa: {
    kty: 'RSA',
    n: 'lIdgOngFi9-8lgjzjQtZ-2KJ_ScIHJLLLRf1NvU9QLLDkSno0axTbvBzfBcMBZNwtwDh8a9d12Jh7KoxBlY_cTEabsSrsMhfffNeIfIoEgSJkcTVh34ocOgZic8l8RaDOt955hHidSk6wR81Jflxbn3sbM40gb_vvN15P4pD5IunmVwvPNWgzRy0rSg1FnTfmvR8h8OC0Z2VcDm5bZ-_OufkUC6_FVaWDWF7ZhUucJYi29p9NggbycC7UbTVj0urmAKsNZ59QiFjc_jcPgicb5gcdl-xHeUsGFDkcK_kk8HFD-6dJLTgycS-acTVlCEXq9HUik8h97z1xb68n_jA5w',
    e: 'AQAB',
    kid: 'rsa',
  },
  'rsa-e3': {
    kty: 'RSA',
    n: 'wZVDHpc2phQ3q12EHbqV8Y47PaeKD4eVeO_4I5R12x8tBXGUJvbaMPxr36NqVAAa4ESK-Zw8zUWNrBTITMxQfJrsURqA3hSM4ecK0X4HmrorZfwMFsV2h92_iqNzVmFsArK0qKTD_py7OiUSNa9sxi2h4k_NAuSk6r03RFPQyWnOXvlIx3VG_sy86lcEiX0_PdDWzctJNUYvW-ipsjzQRyQ2QiQBvVrQs6qKzaLf2c_YgRXeCNZEr_QADytM-oLq4h4cuQ7w-ZcSAzryI7Is355eKZiZ_JChAccDmrDAT7zFTxuvnzMbDRlfYIax3iViIgnkLQvBulmTaYrHr_rA3w',
    e: 'Aw',
    kid: 'rsa-e3',
  },
  'rsa-2049': {
    kty: 'RSA',
    n: 'siliyRVpt42YCFufeMqG0nxaowLs8EfuPw3psEC4-ClRg56QJPZ8fZ8erB5f_-8XMCg6kGllka8mhceR5ClCrSlr3t3eq8E7YAeHkGCovMbnXJV1C4QagnS4KgCIpW7F-452MwuDl_5MPfqwOV-_Mc7GwVvPuw-4J0wb0QXKKVCLyU1hFXrI3GJ85FvhGr5TmmOjnfcABcrmdIYa1sHZA5tyiiRFYZYPfqYKBPzJRCutWSSnxQQxwXpQnfAZWcuahEwuFkcIQ0MtEkCFMvoDZqAlLiuX6dBRJ4KeCBxieWbO9uTi-PzFnHYWewhPkKjWWTDODCcNCK9Fy_w-5xg5rQ',
    e: 'AQAB',
    kid: 'rsa-2049',
  },
  'rsa-4096': {
    kty: 'RSA',
    n: 'uEyjHYeX2o4Qtt_Jk-la8DWi_LxXOv7CsXsOrXkgEfghdw7ZbHPWr5cQGsoP2ZfgHcD9xOMwZIN_qKx-LfJOuP54oQ5DpFtpCtY9NZLCuqPpbXJq6ytXLIqRpQ2KyIti8q3S3pWBibz2FptavmcEznOgYQtB4EkClToOHRm3Tjo1lQnK-eGU_D6VKSWDn28msyqN1ob6KVC3_EQvtDBfBo45Fi-nRUY1ycgFbRrZO5_wr5rwmO9PbQpY61t30hifJ2_7ro4DVGdUZ9JEshmJDiusfHfOptuuY8eQ0TFyyUv-57QW6TJ-MQxHHenYAvlTVhJMi9Gz58brnZ8do_Trrkn6fAWF3s3jejLoZ3FcKcXZvT7OAxsC8H6XYfvQoB2rWmHTbfc_BrdSlZXJatQcSUe1N-zslCcKEThjjOj5eeIj802AErWDVbhQiGHAlEZFBsJeUiExboM6rJaXpAxFt1RsAcyxriWRH-uO4ici-LfiHDudQmDCDORkaGk2QhiTj2b30dx-wr2jKQbiSZ2CvRkrX-V_1O5otJNovOSUryB_1cj_rp-ATP0bHnscbnnNpWNeLKaipqXW1BUlg4q-djyCe-hohoWCu8AkCvDvFEhY-IwjoUnzaSbRAYlULmrrZ_Tcr_zBkxC8C-8oqrwk2oi1NTm4jgqSMdu0DmZuQCk',
    e: 'AQAB',
    kid: 'rsa-4096',
  },
  'rsa-8192': {
    kty: 'RSA',
    n: 'wFtMT61MomyjJl1gff0ie7dUqkN2nvOgNFog92FU5avo0aPzZiEmMnOFHFNuNG61ffDU07Z53TvZlb9dqpdr7Ro1jIUwXpiyHICf9H1SV2l6CRlSaEGylhKyxyqg9LCfSz9rNKD3EQD24AKzIzoVGsXbFtcHb9J6EdGvttGj5RWHhKjhuQQrYIUHLQEHkkcneA8JfLwnW7GH02OsjVk7nFG28vsEkq6Swuszwp8p7hYw8LjjIi5w-O4eVxDwkLfGVyjNWd7imwRJAkqz29_mKlqYO24-ZDt8BCZ_mSRnqUQ1IOGzvMolnnaItHWHTHKPTzVrtmWNOrhpxswDLHn-7xyHetyJxzDHDlRKNXETfpdmd8oXDDavRLq_Gb5WQGBSW4bmDYnQDX1qz1MfThdwo26eZAaN8lIHSjhJ91d1Mrk-UnGso3x2hG3ZCTEfwWb_Hiwzq_SBLdjpjxDX-0qg_hytW7sYECSiF28YV13W7CICOqeyQtEbUtNdiTNmrGaYgT7pwTmMYqTFU_MdeWeXFN30QFyVgEmntK0davvGEKHgcwmCXgykETv-BC3xvy_RvWRI5RUscPxkQi43z_czM5lYKlGmZJc3bwaM3hhK32ZdH1b27Uy3vznx8sNeuP-q-569JH_NowNneWW7f5aI6Zdyn48bXt5zl1FrXJy17wT5AU7io9IY_xoqrwhZfOwtTiNePVO-xD4bABQ30XgSXl0O52ae1IUJlYOupeIOSM3lbBcBF8WhteVzASm66ZAo8LJwluJZQcuuj1qXUKqbS5TdZwIfqitAGitqjo4wO6XnheDF7bCZAmaGmygceHxcEWfV3oZHfyr59ooFUSn-hsd3w96Ih6_XcQxOl7AJQthfn5EW-EkvJsLZSXFTbcSqX9pcKLt9wtdos7_dwI718zrLabWvkfa2ZVV3bVp5sVWNwtrpdfdluY5HzMFBK0y0UCg_hTGEGhVBP-L0H7jVKh31I40tLqqYWzSNd3fEC3xe8FjDA0huEkKoIYVSRWeUkIv52JPqVrCyiLgH1976czzlGj4Ct--vb0X2W1dBeb64XbCPhNhZQS20DgdkWfU-fzcFWd-c1-G7GNPA0W5cH3sI1Yv7iU4oUAnD-JtJPDZAwGiExqXOIjlJ2cwfmhOQNdWoWHLsbJ48p_3Ii2yR1MQVHvT_XUrmcWo_wKOphhla6jnlQ30UsKexsz1Ax7W0XzG1yWvm9SxRGioyZZLlfMSPbZH_ytK4fdjGxGOlQl_3EfaIvfEtyyaUBhgbHGG9LIt4jkJTqJLWD3ciuKLTbuVnCASS1rS_HidqG9ZV2vL5AavOIkeKZ1dR3VI1Xa_2dGEeD2b7zu8Oku91ks2MQw',
    e: 'AQAB',
    kid: 'rsa-8192',
  },
  'rsa-1024': {
    kty: 'RSA',
    n: 'rhXHZ8o5IkI3MPAC3hFuy0Ud0kAd1hQ6gaEbFtdrNKP0hwgjjxtqX7VPJmIPTCKF8bwJPzEq_NGnt8f5FzWPoutBhMfaCK_2ZozBUf7n-22bhB-euuXxIhQ9SFK_tS_srkRP0MnTWh-F0vThzlYMHiN4ZBw4i_nI2PG1pTG2Xl0',
    e: 'AQAB',
    kid: 'rsa-1024',
  },
  ES256: {
    kty: 'EC',
    x: 'fvGNL88xPHIfcwqB2RszVSWMvMTYLeBHG_yJcjuoexs',
    y: 'HSoEhhVBubFTVJ4BZyZOOobg9mhkiYM0ba6CfyVG8bI',
    crv: 'P-256',
    kid: 'ES256',
  },
  ES384: {
    kty: 'EC',
    x: '0V-y-j9owIqAddPvnhMbTSDd3Bz_6yzJ5y2mqM9Mlx97kMlQ2Zu2aZWVYrbPDtNS',
    y: 'OTwH1WWqFyygNvg9akS2vlxLbYxjPB9DiK39crP_lQ4GBTGTp1MwfJ78gqptoFgw',
    crv: 'P-384',
    kid: 'ES384',
  },
  ES512: {
    kty: 'EC',
    x: 'AeswwIbV11wqqrHJUatiJWr7g8JqDm75CDH-F3m8Y6bDiqcdCkXUnzCpVppsAPj1JvGqTR8d8Gy99mXzNTvfJbAe',
    y: 'Af1tiay9mfnUjBTXf4xpFGJcNti-HNTXZ4geQ0zh0X4xgXSlm_F8E-Kp8YBm5Ee2_mVz8k_ZpLNiUqE620hCBkoq',
    crv: 'P-521',
    kid: 'ES512',
  },
  EdDSA: { crv: 'Ed25519', x: 'LyKZAEXZFYRNhF7QGHM7ySGJ9E8PXY7LaHfxz1UHaUA', kty: 'OKP', kid: 'EdDSA' },
};

/** Header and signature of each token, by name. */
const SIGNED: Readonly<Record<string, readonly [header: string, signature: string]>> = {
  RS256: [
    'eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSIsInR5cCI6ImF0K2p3dCJ9',
    'ko7lk1bgp334tJ_I2qAzeJLzyXGRHuyu9TJdUasRKWb1BUy_urBYLp3Az6Kzq0s3hXirVugrbL3WvnJ0NMDfZ-XRja2SK641k6mlf7HGEtB3YwkcykS7vFGgDPWdxCRtyo-BWnnyBSypOrWxGupvkxmYVgeGttiMMq6ezCs30RrkOxwGIbLORop-WYYJ2Z48gTIiRliDP5h_aWr_ri5JNKox2GF0Dok5uscs7hyBpMufO52GeHAAUM5-RnPgodC9ZSJqVbG8Fhn3RrykoReDfyIkJ75c6EyaEr0SE_UgyPK14AD-7Ex-b5s5EHt4ixs1ZPyDKrXaSn09T3hU5cMKNQ',
  ],
  PS256: [
    'eyJhbGciOiJQUzI1NiIsImtpZCI6InJzYSIsInR5cCI6ImF0K2p3dCJ9',
    'g2K0qepJlOtz3qH0xrUs4OLmHO81zPo-9ExEoq6hiG8GMGtZuY9OKpo4mhdT4uH7E0yZnDb2EKDnpqwC4-UsATfhDa-UwE-JSWmxxv-wuj8k7CPSsb7b9yCPZvrtkQUm_QpU3L4WPh3bqKthlD93QD3qes8B35SzU2qkiND47KYR5fNd6pCn0-T8yWlyDN1ACW1540OpQUdtV6GxijD7UFoOCOvWMAxX9jkLIoynHNCYlSkrNFLgj8TEzpYJBgNWbl8NIiXg7D4nvDB6ekt4t44L30cy990qy1tqowl5_ChQvt4l7pjWEsZ-tWYwjwjh5CjJY5p5lyEPMXiXLw7mIA',
  ],
  RS384: [
    'eyJhbGciOiJSUzM4NCIsImtpZCI6InJzYSIsInR5cCI6ImF0K2p3dCJ9',
    'c73R2NJk-lNTSyx6-KJjsRtiB0dM6v2F955LyuE3QEro-UrZ3IRBbxHv-kAUEHElbiRgVyNKBsYlCGy7YunTGKPdW74aXC3XOwldIri-2LOqM1JgMwD1YeWl0t3b-spGe25_8iWZUhQqWKeBuSaDMuYxVURlE9GUVWZqDsHOZxIX90VAQcsXsggI7PKOIsoiBm_W_o-Rp_Kxt6yXbKViUSbCXa7fOABbksJlaqbiov33dpEsqizc_Z7CH_-Sk5WyRphgHUZ98ObdKqcx55d7aR37bV3gMlnnZXfjKHRj5XlXQi2aVH9zBg0zdmqktUk3U9oxA95QABrTVa1Ht5JVfQ',
  ],
  PS384: [
    'eyJhbGciOiJQUzM4NCIsImtpZCI6InJzYSIsInR5cCI6ImF0K2p3dCJ9',
    'VWZlL9FR6dXolD_dSh2rMZlK8FmoHltMecLfF1gt-BOtfxf0AXYqw_mDcMi_bULir3SiGbfpw-WSw9_SoXYoQ8KKlrYa95W-s4eDWI-Zq94fryREzINtu2ZdvhNj_7P2d4EOuVzWYwBYQBZaHG5Pd0B2hZ3Dk6CFEB6KR_PwuF-mrJKgt9OEyW-wU1ybAaVB3KwTOKsolpYWokLChIp0lTJ77jImejSaAStg84qXfGNGKjutbrfnr9BqQ4xqXHlxsVg8US27Y4PpiVFUKjv5Qhj68ZpIJJDOAkBf3DklUU3TwgmR_UIMCfM77pmeslnfiR5JpwGSLtZtuQSnS4VWnQ',
  ],
  RS512: [
    'eyJhbGciOiJSUzUxMiIsImtpZCI6InJzYSIsInR5cCI6ImF0K2p3dCJ9',
    'Hnksm6lorvvQ_WJXLO7_CqA6qlnCL6g2esRtjmn5O-RErydOikRKw7prl2_3fWrWd6WCeK7C_yXW9FVW6Kd50nNGwwXvDTYHKWxAJ7MgAefz1fPSDjDNDJXrMU1G9zGSEiLDkRWSoDym5_EBvb7sC0OcPsfja3cXBTjm5XR-0Gg8-OFb_iy3iDCcQZufcvdMMZTnPgILZB-plyHRW3oRX-vtkt3Dgb0o42TryBczXCVlebRx7Kr3moydayMfKGCgcgf850NJIt3HuQ3RXfMTh5BkhamLRnK-kppvJYpmvKR5uwLmHsNP8q8Kk5_bxq_vjkP_spCycxBFItOECrpvRQ',
  ],
  PS512: [
    'eyJhbGciOiJQUzUxMiIsImtpZCI6InJzYSIsInR5cCI6ImF0K2p3dCJ9',
    'dqqcy7EaocynbaUAexVOIxejc4Rdhz7Pl6mwBjuPlBI_Rajz5ZmozQZ82mjxC637oyNDOvz0TCDiClUY11x0xEFxij-jpB86CnHDn8JCgJ52Jx4uRd-rBVbLUOf8GZd7qn4Eni9A6kP-DQp2GrAKlgFUSHTdoHTYMVbZpPOLrhjYb0MXcnDEhB548FjwBZiibSwaFbC0TvIiTLf6Q_Kc9oeqfZWQh6ZWIqn218hnebuiO7HRCkCLeV0uX6uGJSCg26foMfzmTm17p5FfsuLewRMOiOxfcoJTn7edmlDP2Xiyh73E741T6EkP9u3p3g86tnl3SwtyxwKi2m8qL31kMQ',
  ],
  'PS256 salt 0': [
    'eyJhbGciOiJQUzI1NiIsImtpZCI6InJzYSIsInR5cCI6ImF0K2p3dCJ9',
    'TvsHKAY6bpUWIjL0zTOmDuSr3EHo6BN9vLOrvhOeymu8nTdiYjg8EG7R18T3SF6xwRS1IjsJqTBktFs15rPGeI3CYv4m-C30A_Y3T50ThbZUfMvStW068sY2GJwhY2UZkGuyituw1v4KT5mWD20Pm6BictlTHN13j4DJBQCddF3gOBHAZIkqv2UHZFc62QVJ95nI-QNumdnQ7ilUvmPz9QV7uKCOg_M6IOjDFwBmS1FkcCiGNbNWJPrVRnwA8seS7wGCdkrs3eba-RbewRrtNX2fNjJCAVVHhaNOyp_CJfrLDXOWdDikdngj5U9IVLQ4XrmCMRSVgS-0qZr9uMdUig',
  ],
  'PS256 salt 64': [
    'eyJhbGciOiJQUzI1NiIsImtpZCI6InJzYSIsInR5cCI6ImF0K2p3dCJ9',
    'J2Nt2U-xEb92E4F2-fgGbOnaabMOe-dch8sAedrJ_sAeBOyrBUbu6mfLNIVRizYZTUynlPf3zq07G1JTVdnzmVVvypBwmenyY2dpX__pnW8NTIpU2i1DPOj8b-xLYbDjpdayyNtrMak32bloalpo-S17d9pXHPlFNGBfsQuZajAnNNnk95euY5G6y5GjwyRJP4gxqYIolmJtw6Fs2ga_srL7YO5n2oSKQjKRCAohHoryByVc33MPVUPG5oOzNxCEgIioHvUtgZq8Pa0TZgaWQMpfryxpjOqru6fXZLzVzC7aKcRYEL14zw3Vk9besh7S1vSD14GqZgPJqEXnZZ7-cw',
  ],
  'rsa-e3': [
    'eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS1lMyIsInR5cCI6ImF0K2p3dCJ9',
    'WPnWGnoed2YDBo5DXBlH58DlsoksALPOKuu16_ua2K7ZbTU5qgLkPveSjNG4wXkCdDogPlvRdnHki0WDlBjjg1o7MwU83T2-VJGi8uwNi_1gp-lg55yEarBNWe_vTgLSQscbfdg1VXgsQ1kmPg6gZlUS6hIirS6ilq6sGO1_po77c5AXM6GuqxHhTuWi8oRtKzLoXf8pq7TuUMB0bIHZ8ztgixGhVKnCRnuJSz1baNVfSexIjQGVQkDhtsD0v11-A_IMjS8rWi13zjO1FgGxz6Ag1V_zi24F__nfK1A7PCCV2viG0dIk5JHoWIp7cOv3gQIle8mUmPS9nQ0r_ESkBw',
  ],
  'rsa-2049': [
    'eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0yMDQ5IiwidHlwIjoiYXQrand0In0',
    'dEiehUxXjSORWLa3OvkdELAi_Uoa5-ogmr991tfSR1EL81TsCJdMIN6MflDXtU3GfMu4alTidC4flFlq9t_zGRQa3u7OHSPQTTEqtEbELd3cRU212i3HlQGWGQvw6gNPw5H8tEa0GlzvZJF9quSYWzqb0EbtSJKxoVF1IfGlXIwiHPIIfKcp1lAyTuvkt6X0XaAzSS9-G7YYh7f7BJI60pZjNtd8tXpIQHZYUmB5Dlat7KpHKr4k6jCk8Nw0YOqOqb0SDJzWnH5LzAatBK3_z43-ju11bwUoZDkuvwacOAn_cUou--cpMRfkaWUWRNP8w4yl_7J9MHCIYGjQnaeiUQ',
  ],
  'rsa-4096': [
    'eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS00MDk2IiwidHlwIjoiYXQrand0In0',
    'rmzLK0qpr1Dm6P_oYKV-I_UFDKebqvh3_o48ADTYV0GYK4CutkDCen0FlLYl2EB087-ZPoZM96gjnWjx5PrlFtdHm-LmzHL_rdoHkuYi-BvGduYtDb-H4oAuRubMk1yIiN2gEUJ0Db7edaC_fzIWsClpvaHzTfK_IyZ_DjUf9iVEAsL5r_R9arv2_Z6CdXVXp6VnmW9OpIQNxyIuoraQ_tyhlr7jghkhuQvStBzxY5olRvDx3CC3O1HI6as5YYrvf7XztTA5bjQS7wLC89dQkdiNOdW4WZE-8Eue7CeeQt5U45pEQYSaXlRu9ykpWDwhIibW3KQZvu620WV02rJLJr2B2Sqxm-7ET-PPhmbnZvakHKWvaLYp3WhUDc3GKusfvX0-_UgPBIRJfKRJ8K0V1ejx9YFYnFZc1xAUAcey9FhJC12tywYzuEi3_iUrjCdAnaRPYn96Rk9NMcJ8EnrqQpuO3uHbhaN5rO6lcOtN-CuxoQfeOR5JPME4Hea0tYVbzQf7F20Ol1kbSLQpp7J2ygmDbilcXSaqmvvDa3JdFmC7mGSpVRPKm5BgKwfXWm2Hd8PR3fQk-XE9x10aTbzVfUgA_NEvQ-WcByevFGMRvhCcsTyihFJWVcuBGPgUI6SQ2oFDxWcGgLeuSnsSwJC5f1USD_YBJeh5Dq8PiC0Uf3w',
  ],
  'rsa-8192': [
    'eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS04MTkyIiwidHlwIjoiYXQrand0In0',
    'IZUGVGz9HBGBxKekPyngyn2GdqaQp4MS06P__CWTv7RWPiOnMg7hvqIa1co3fViqX_V_2k3fiieEOQDph_saxf1FZD6HxWk7r6pcEPgn1GKdioun3hhX75cZOyNl1WsCd5NZha2YY_rgkd91qtjHdI8-Ufu_J22tlMIdRB_Ibu98W75DzhX5Zdzp76FDk0oBBcsT2QqMSJ3yYUZN675uUuYdTJ16bev7X3KnrdOH8Ide01fNFHYj7nqrmcNYa_UYzG-8XhWb1bHvQ_gYqEtKPjEQmpDBg4Vla9s-pXY8JEW_U15OI2N2ldoAGsXWsptfUV6UIFqnPw2OSCaZLa4vy0jDAzSPoUZGF0DgkQ7HUG0_BKFGnM0Fpd2eEeVq0dvKyS_nc8Ive8t-sP-X89CoAk1ce-QY_Y2hG8suDZAkjXpLo7UmCqgLXIYD1Jgnr4VAlDjMuv9AMCrdlTXFWNMvoYpSGWbwARlE910jTCwu9OS6vMwTxdfffxf4XnQbAuhQDR6kywy9n2V-m3OXbZrtE-lHmwfVua6sZJhqK4spXucZqQfNjLb5MNM-tcMPOe-qUTc6993gx96WJreI2PXEpQyjrF12sovlHK1ivZ7bLQxF6xU4ygbt0KkWYAdIHzqSHWV6BOUB4KM5RiCBhmy44vuMCMA-CYoFytOQleEmsYJJGzpX0SXR0y6snhjxUT6x8zxV7qKLfVQA6NlwHHPTAW6zfyFtAuNRhFzny_FMZeFBqFkFOCjpkgF4qRAV_kXIrqIOgkrbhzCqKz93IL4AilTbPtRLMjtiBGcGN_pbuE0OivkpXHujI1VlTV5y_1-8K705RVJCRz2vv37g09-ZM6Y9vc_tYwMSURKvRrfm9tUIfnH8OTDhZbbfTwUHfeDcrcj4-3-phimc2RW8ypIfTtNAmFihpaJ8AL59bmruqIZle90K6WTa4MwiwNO40bU-jajnnywyPX_gxg7pkuEaVGLSkm2Wd7i8mQqfnJI_84AHxOZPPeOCwy7ndDCL1MBIHXRBWTYbXKZ9QoeAoNSw_m-M9hjl7tmBO-YW4fJroTTMQNLABms7lwKcqNWLTsy_B9VfK9XE0Nzn4M9yeMA3FAo8vzXanJEp6c1gVdFH26hmdK7jpIdNfo2ZQsDlDyZ9XzOL95KOvJsmKeVtfcEV4UKmf_h45B3n4tgop2Y-ExQvkH5T3mANhF4ADmK0fUHONdpssrKyIc4uX0tI0naQgT95IPu_vAXAPsIGDvWFZddH7eCfJ_Dkmd7uwnqqRa3dS9nU6LwF65O_00pCTZ1BbdPrq5fpD5hK8KaWMaHuF5NTXpxcn4QKWVF4Ka4kANHJ6xXlrPqMnG_ufyTsdXkD_Q',
  ],
  'rsa-1024': [
    'eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xMDI0IiwidHlwIjoiYXQrand0In0',
    'W9eMLNOoEiDTZl4J8efunMTEQXN47bXwe1rMdaf60TrGYRvLno_Xt9R4mwP-eol5_6wgT5ptdZ5t7a3eSMT2n1bSR-j3waV8bpHDXuqmAtPKqVLhbI5067_KMNUSwVemWxrh2MAKasOJtLmzS6oaMi5vTgNoEXq29J1WhALez_w',
  ],
  ES256: [
    'eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2IiwidHlwIjoiYXQrand0In0',
    '0v2ir6A9iZap6Oja57KHells0K7YBX6bxeE82se8MxU0ZQhJ_8f_oZYy4F_g_eEF-0Af4G9fxDmva2qMVdiaSA',
  ],
  'ES256 in DER': [
    'eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2IiwidHlwIjoiYXQrand0In0',
    'MEQCIDhVRb0HnMyhAuaGGpETJIJfHN-JEEs7YKwbNj1C4r91AiBUAxDusq8d0TFrngP0jEMp9nJA6oSS-4UV_8TX7vtgPg',
  ],
  ES384: [
    'eyJhbGciOiJFUzM4NCIsImtpZCI6IkVTMzg0IiwidHlwIjoiYXQrand0In0',
    'VX86OEr3HSwgTp2hO1rpDB-pG75KT3ScxzEz0VQyTE8hoO_wS1W4S9DsVuvRg6FWn2qRUHRdNFB6UwkhvIpktw2o3BmrSOOj4fwBzCODqr5kotWc0sfveNjcsxxmhRSr',
  ],
  ES512: [
    'eyJhbGciOiJFUzUxMiIsImtpZCI6IkVTNTEyIiwidHlwIjoiYXQrand0In0',
    'ABVYivSYaIyQnapFLpG720uePYKWWwiZA2AC3SeIea9AxIqC8_rpFrGhB--9jFUfT1cXTxjnBDCzig_jngOr2DSKAPBPzS7K0M7Scf50I-GYED9vOIQZwxQKRqFGqEaB3Hig_-0Q3S0gmpDB4brkRi1jLuCfk-QWVCcEJxQSa_Y7ap4f',
  ],
  EdDSA: [
    'eyJhbGciOiJFZERTQSIsImtpZCI6IkVkRFNBIiwidHlwIjoiYXQrand0In0',
    'Z4SOHQcQOpGSF6mFDAMCttROwH-YUBKqNo7L2DQFLlfpd2viDLW7e2ybmcTqvyl3TrBx6J9Xy3M-k8dkxnZQAA',
  ],
  Ed25519: [
    'eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiRWREU0EiLCJ0eXAiOiJhdCtqd3QifQ',
    'a4gpghYcM065F8auXVXp2WPNAHF-kPsaUZw9voneV0DN5Vdza2m7mXp64r7kujiK7jQJ_7rm4kUdQ5hr5JeZCQ',
  ],
  HS256: ['eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9', '7fZZHV18Wl3uMh893F042NIbVtB7kgOm0yB8eRf8BX4'],
  HS384: [
    'eyJhbGciOiJIUzM4NCIsInR5cCI6ImF0K2p3dCJ9',
    'UAF891f5FRb43mfN1CrtbRt_1nK8bJwyV9D15qd-PDeqaKWcDdS9vvpBoUHXSJJX',
  ],
  HS512: [
    'eyJhbGciOiJIUzUxMiIsInR5cCI6ImF0K2p3dCJ9',
    'KmtLvX_NJugdjYY1bEbUWD_rD-NXhnmYleiGqcrb_VEINQjb4y9sycFbtFyd1dfv1pjAkeYMmZcU6L7u21FWpQ',
  ],
};

/** The token of that name. @throws Error for a name that there is none of. */
export function fixedToken(name: string): string {
  const signed = SIGNED[name];
  if (signed === undefined) throw new Error(`There is no fixed token ${name}.`);
  return `${signed[0]}.${PAYLOAD}.${signed[1]}`;
}
