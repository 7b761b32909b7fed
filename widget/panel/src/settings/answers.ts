export const pl = { folder: 'Folder', mine: 'własna', onlyMine: 'Tylko dla mnie', variables: 'Wstaw:' }
export const en: typeof pl = { folder: 'Folder', mine: 'own', onlyMine: 'Only for me', variables: 'Insert:' }
