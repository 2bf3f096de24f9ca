using Vql.Core.Documents;
using Vql.Core.Text;
using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Rows;

namespace Vql.SyncWorker.Import.Identity;

/// <summary>
/// The contacts that may match the rows of a batch. A person is identified by the email address or the LinkedIn address,
/// then by the name. People with the same name are distinct if their email addresses, their LinkedIn addresses or their
/// companies differ.
/// </summary>
internal sealed class ContactIdentities
{
    private readonly Dictionary<string, ContactEntry> _byUuid = [];
    private readonly EntryIndex<string, ContactEntry> _byEmail = new();
    private readonly EntryIndex<string, ContactEntry> _byLinkedin = new();
    private readonly EntryIndex<(string, string), ContactEntry> _byName = new();

    /// <summary>Queries the contacts that may match rows.</summary>
    public static async Task<IReadOnlyList<KnownContact>> LookUpAsync(
        KnownRows known, IEnumerable<PersonRow> rows, CancellationToken cancellationToken)
    {
        var (uuids, emails, linkedins) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        var names = new HashSet<(string?, string?)>();
        foreach (var row in rows)
        {
            uuids.UnionWith(row.Uuids);
            if (row.Email is not null)
            {
                emails.Add(row.Email);
            }

            if (row.Linkedin is not null)
            {
                linkedins.Add(row.Linkedin);
            }

            if (row.FirstName is not null || row.LastName is not null)
            {
                names.Add((row.FirstName, row.LastName));
            }
        }

        return uuids.Count == 0 ? [] : await known.FindContactsAsync(uuids, emails, linkedins, names, cancellationToken);
    }

    /// <summary>Adds existing contacts that are not yet included.</summary>
    public void AddExisting(IEnumerable<KnownContact> contacts)
    {
        foreach (var contact in contacts.Where(contact => !_byUuid.ContainsKey(contact.Uuid)))
        {
            Add(new ContactEntry
            {
                Uuid = contact.Uuid,
                Id = contact.Id,
                IsNew = false,
                IsDeleted = contact.IsDeleted,
                Email = contact.Email,
                Linkedin = contact.Linkedin,
                FirstName = contact.FirstName,
                LastName = contact.LastName,
                CompanyId = contact.CompanyId,
                Stored = contact.Values,
            });
        }
    }

    /// <summary>The created contacts, as existing rows.</summary>
    public IReadOnlyList<KnownContact> Created => [.. Applied.Where(entry => entry.IsNew).Select(entry => new KnownContact(
        entry.Id, entry.Uuid, IsDeleted: false, entry.Email, entry.Linkedin, entry.FirstName, entry.LastName, entry.CompanyId, null))];

    /// <summary>The contacts to which rows were applied.</summary>
    public IEnumerable<ContactEntry> Applied => _byUuid.Values.Where(entry => entry.Values is not null);

    /// <summary>Finds the contact that matches a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="company">The UUID of the row's company; null if there is none.</param>
    public Match<ContactEntry> Find(PersonRow row, string? company)
    {
        if (row.Uuid is not null)
        {
            return _byUuid.TryGetValue(row.Uuid, out var named) ? Match<ContactEntry>.Of(named) : Match<ContactEntry>.None;
        }

        var (email, linkedin) = (ByEmail(row), _byLinkedin[row.Linkedin]);
        if (email.Count > 0 && linkedin.Count > 0 && !email.Intersect(linkedin).Any())
        {
            return Match<ContactEntry>.Ambiguous(
                $"its email address belongs to the contact {email[0].Uuid}, but its LinkedIn address to the contact {linkedin[0].Uuid}");
        }

        // People can share a mailbox. A person with another LinkedIn address is another person.
        var strong = linkedin.Count > 0
            ? linkedin.Where(entry => email.Count == 0 || email.Contains(entry)).ToList()
            : email.Where(entry => !Differ(entry.Linkedin, row.Linkedin)).ToList();
        if (strong.Count > 1)
        {
            var named = strong.Where(entry => entry.FirstName == row.FirstName && entry.LastName == row.LastName).ToList();
            strong = named.Count == 1 ? named : strong;
        }

        return strong.Count switch
        {
            1 => Match<ContactEntry>.Of(strong[0]),
            > 1 => Match<ContactEntry>.Ambiguous(
                $"{strong.Count} contacts have its {(linkedin.Count > 0 ? "LinkedIn" : "email")} address"),
            _ => FindByName(row, company),
        };
    }

    /// <summary>Creates the contact of a row without adding it.</summary>
    public ContactEntry Create(PersonRow row) => new()
    {
        Uuid = row.Uuid ?? row.Uuids.FirstOrDefault(uuid => !_byUuid.ContainsKey(uuid)) ?? Guid.CreateVersion7().ToString(),
        IsNew = true,
        IsDeleted = false,
    };

    /// <summary>Adds a contact with the keys of a row.</summary>
    public void Add(ContactEntry entry, PersonRow row, string? company)
    {
        entry.Email = row.Email ?? entry.Email;
        entry.Linkedin = row.Linkedin ?? entry.Linkedin;
        entry.FirstName = row.FirstName ?? entry.FirstName;
        entry.LastName = row.LastName ?? entry.LastName;
        entry.CompanyId = company ?? entry.CompanyId;
        Add(entry);
    }

    // Two names at info@ are two people.
    private IReadOnlyList<ContactEntry> ByEmail(PersonRow row) => row.Email is not null && IdentityKeys.IsSharedMailbox(row.Email)
        ? [.. _byEmail[row.Email].Where(entry => !Differ(entry.FirstName, row.FirstName) && !Differ(entry.LastName, row.LastName))]
        : _byEmail[row.Email];

    private static bool Differ(string? one, string? other) => one is not null && other is not null && one != other;

    private void Add(ContactEntry entry)
    {
        _byUuid[entry.Uuid] = entry;
        if (!entry.IsDeleted)
        {
            _byEmail.Add(entry.Email, entry);
            _byLinkedin.Add(entry.Linkedin, entry);
            if (entry.FirstName is not null || entry.LastName is not null)
            {
                _byName.Add((entry.FirstName ?? "", entry.LastName ?? ""), entry);
            }
        }
    }

    private Match<ContactEntry> FindByName(PersonRow row, string? company)
    {
        var named = _byName[(row.FirstName ?? "", row.LastName ?? "")]
            .Concat(row.Uuids.Select(uuid => _byUuid.GetValueOrDefault(uuid)).OfType<ContactEntry>()
                .Where(entry => CsvValue.Text(entry.FirstName) == CsvValue.Text(row.FirstName)
                    && CsvValue.Text(entry.LastName) == CsvValue.Text(row.LastName)))
            .Distinct()
            .Where(entry => !Differ(entry.Email, row.Email) && !Differ(entry.Linkedin, row.Linkedin) && !Differ(entry.CompanyId, company))
            .ToList();
        var live = named.Where(entry => !entry.IsDeleted).ToList();
        var atCompany = live.Count > 1 && company is not null ? live.Where(entry => entry.CompanyId == company).ToList() : live;
        return (live.Count == 0 ? named : atCompany.Count == 0 ? live : atCompany) is [var only] ? Match<ContactEntry>.Of(only)
            : live.Count == 0 || row.Email is not null || row.Linkedin is not null ? Match<ContactEntry>.None
            : Match<ContactEntry>.Ambiguous(
                $"{live.Count} contacts have its name; add an email or LinkedIn address to identify one");
    }
}
