import Foundation
import MailRouting

extension SubmissionDialogue {
    /// AUTH (RFC 4954) with the best mechanism both sides have. Only called once the policy's TLS is running.
    ///
    /// - Parameter preferred: tried first of PLAIN and LOGIN, where both are offered.
    func authenticate(
        _ authentication: Authentication, preferring preferred: AuthenticationMethod
    ) throws(SubmissionFault) {
        switch authentication {
        case .password(let user, let password):
            guard !user.isEmpty, !(user + password).unicodeScalars.contains("\0") else {
                throw fault(.AUTH, .invalid("a user name or password that is empty or holds NUL"))
            }
            let hasPlain = extensions.mechanisms.contains("PLAIN")
            let hasLogin = extensions.mechanisms.contains("LOGIN")
            if hasPlain && !(hasLogin && preferred == .login) {
                try plain(user, password)
            } else if hasLogin {
                try login(user, password)
            } else {
                throw fault(.AUTH, .unsupported("AUTH PLAIN or LOGIN"))
            }
        case .xoauth2(let user, let token):
            guard extensions.mechanisms.contains("XOAUTH2") else { throw fault(.AUTH, .unsupported("AUTH XOAUTH2")) }
            try xoauth2(user, token)
        }
    }

    /// RFC 4616, with an initial response.
    private func plain(_ user: String, _ password: String) throws(SubmissionFault) {
        let response = base64("\0\(user)\0\(password)")
        try send(["AUTH PLAIN \(response)"], .AUTH)
        try conclude("PLAIN", withholding: [response, password])
    }

    /// draft-murchison-sasl-login: two challenges, whatever they say.
    private func login(_ user: String, _ password: String) throws(SubmissionFault) {
        let secrets = [base64(user), base64(password), password]
        try send(["AUTH LOGIN"], .AUTH)
        try challenge(withholding: secrets)
        try send([base64(user)], .AUTH)
        try challenge(withholding: secrets)
        try send([base64(password)], .AUTH)
        try conclude("LOGIN", withholding: secrets)
    }

    /// The form Google and Microsoft document. A refusal comes as a challenge that explains it; an empty line then
    /// brings the reply.
    private func xoauth2(_ user: String, _ token: String) throws(SubmissionFault) {
        guard !user.isEmpty, !(user + token).unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw fault(.AUTH, .invalid("a user name or token that is empty or holds a control character"))
        }
        let response = base64("user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}")
        try send(["AUTH XOAUTH2 \(response)"], .AUTH)
        let reply = try reply(to: .AUTH).withholding([response, token])
        if reply.code == 334 {
            try send([""], .AUTH)
            try conclude("XOAUTH2", withholding: [response, token])
        } else {
            try conclude("XOAUTH2", reply)
        }
    }

    private func challenge(withholding secrets: [String]) throws(SubmissionFault) {
        let reply = try reply(to: .AUTH).withholding(secrets)
        guard reply.code == 334 else { throw refusal(.AUTH, reply) }
    }

    private func conclude(_ mechanism: String, withholding secrets: [String]) throws(SubmissionFault) {
        try conclude(mechanism, try reply(to: .AUTH).withholding(secrets))
    }

    private func conclude(_ mechanism: String, _ reply: SubmissionReply) throws(SubmissionFault) {
        guard SubmissionFault.Command.AUTH.isSuccess(reply.code) else { throw refusal(.AUTH, reply) }
        self.mechanism = mechanism
    }

    private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
