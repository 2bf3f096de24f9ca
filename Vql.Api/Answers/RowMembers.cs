using System.Text.Json.Serialization.Metadata;
using Vql.Core.Fields;

namespace Vql.Api.Answers;

/// <summary>The JSON members of rows in lists.</summary>
internal static class RowMembers
{
    /// <summary>The member with a contact's company.</summary>
    public const string CompanyDetail = "company_detail";

    /// <summary>Returns the members of the rows of a list.</summary>
    /// <param name="entity">The listed entity.</param>
    /// <param name="isSimple">Whether contacts have their short form.</param>
    /// <param name="withCompany">Whether contacts contain their company.</param>
    public static IEnumerable<string> Of(Entity entity, bool isSimple, bool withCompany)
    {
        JsonTypeInfo type = entity == Entity.Company ? ApiJson.Readable.CompanyListItem
            : isSimple ? ApiJson.Readable.ContactSimpleItem
            : ApiJson.Readable.ContactListItem;
        var members = type.Properties.Select(member => member.Name);
        return withCompany ? members.Append(CompanyDetail) : members;
    }
}
